/** Installs an add-on as an administrator would who applies its manifest. */
import { apiVersionOf } from '../api/kinds.ts'
import type { Client } from '../client/client.ts'
import { type DiscoveredKind, discoverPresent } from '../client/discovery.ts'
import type { AddOn } from './add-on.ts'
import { addOns } from './index.ts'

/** @throws RangeError for a name that no add-on has. */
export function addOnNamed(name: string): AddOn {
  const found = addOns.find((each) => each.name === name)
  if (!found) throw new RangeError(`there is no add-on ${name}: there are ${addOns.map((each) => each.name).join(', ')}`)
  return found
}

/** Creates its objects, in order; kinds that it brings itself are there for those that follow. */
export function installAddOn(client: Client, { objects, adapted = objects }: AddOn): void {
  let kinds = discoverPresent(client)
  for (const object of adapted()) {
    const isOfKind = (each: DiscoveredKind): boolean => each.kind === object.kind && apiVersionOf(each) === object.apiVersion
    const kind = kinds.find(isOfKind) ?? (kinds = discoverPresent(client)).find(isOfKind)
    if (!kind) throw new Error(`the cluster does not serve ${object.apiVersion} ${object.kind}`)
    client.create(kind, object)
  }
}
