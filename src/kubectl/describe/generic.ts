/** How objects are described that kubectl knows nothing about: field by field, with their names made readable. */
import type { Kind } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import type { ApiResource } from '../discovery.ts'
import { goPrint, sortedKeys } from '../output/go-value.ts'
import type { Describer } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { fieldLabel } from './field-label.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export function genericDescriber(resource: ApiResource): Describer {
  const kind: Kind<AnyObject> = resource
  return {
    group: resource.group,
    kind: resource.kind,
    async describe(subject) {
      const object = await subject.read.get(kind, subject.namespace, subject.name)
      const events = await eventsOf(subject, object)
      const out = new Description()
      out.field(0, 'Name', object.metadata.name)
      out.field(0, 'Namespace', object.metadata.namespace ?? '')
      writeLabels(out, 'Labels', object.metadata.labels)
      writeAnnotations(out, 'Annotations', object.metadata.annotations)
      writeContent(out, 0, object, '')
      writeEvents(out, events, subject.times)
      return out.text()
    },
  }
}

const skipped = ['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']

function writeContent(out: Description, level: number, content: Readonly<Record<string, unknown>>, path: string): void {
  for (const field of sortedKeys(content)) {
    const value = content[field]
    const here = `${path}.${field}`
    if (skipped.includes(here)) continue
    if (!isMap(value) && !Array.isArray(value)) {
      out.field(level, fieldLabel(field), goPrint(value))
      continue
    }
    out.write(level, `${fieldLabel(field)}:\n`)
    if (!Array.isArray(value)) writeContent(out, level + 1, value, here)
    else for (const item of value) isMap(item) ? writeContent(out, level + 1, item, here) : out.write(level + 1, `${goPrint(item)}\n`)
  }
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
