/** `-o name`, and the line that says what became of an object: `deployment.apps/web created`. */
import type { AnyObject } from '../../api/object.ts'
import { immediate, itemsOf, type Printer } from './printer.ts'

/** `deployment.apps/web`, `pod/a` */
export function objectName(object: AnyObject): string {
  const group = object.apiVersion?.includes('/') ? `.${object.apiVersion.split('/')[0]}` : ''
  return `${object.kind.toLowerCase()}${group}/${object.metadata?.name || '<unknown>'}`
}

/** `operation` follows the name: `created`; none for `-o name`. */
export const namePrinter = (operation = ''): Printer =>
  immediate((object) =>
    itemsOf(object)
      .map((item) => `${objectName(item)}${operation === '' ? '' : ` ${operation}`}\n`)
      .join(''),
  )
