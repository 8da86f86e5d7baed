/**
 * The IPAddress objects of Services: one for each cluster address that is taken. In a real API server the allocator
 * writes them when it hands out an address, and a repair loop later; here the loop follows the Services, and
 * resources/service/allocation.ts reads what is taken from the Services themselves.
 */
import { ipAddresses, pathOf, services } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import type { ApiHandler, UserInfo } from '../../api/request.ts'
import type { IPAddress, Service } from '../../api/types.ts'
import type { Clock } from '../../clock.ts'
import type { Etcd } from '../etcd/etcd.ts'
import { keyFor, prefixOf } from './registry/keys.ts'

export function keepServiceAddresses(etcd: Etcd<AnyObject>, clock: Clock, handle: ApiHandler, self: UserInfo): void {
  const take = (address: string, service: Service): void => {
    if (etcd.get(keyFor(ipAddresses, '', address))) return
    handle({ method: 'POST', path: pathOf(ipAddresses, ''), body: addressOf(address, service), component: self })
  }
  const giveBack = (address: string, { metadata }: Service): void => {
    const parent = (etcd.get(keyFor(ipAddresses, '', address))?.value as IPAddress | undefined)?.spec?.parentRef
    if (parent?.resource !== 'services' || parent.namespace !== metadata.namespace || parent.name !== metadata.name) return
    handle({ method: 'DELETE', path: pathOf(ipAddresses, '', address), component: self })
  }
  etcd.watch(prefixOf(services, ''), etcd.revision, ({ type, value, previous }) => {
    const service = value as unknown as Service
    const now = type === 'put' ? addressesOf(service) : []
    const before = addressesOf(previous?.value as Service | undefined)
    const [taken, free] = [now.filter((address) => !before.includes(address)), before.filter((address) => !now.includes(address))]
    if (taken.length + free.length === 0) return
    // Once the write that told of it is done.
    clock.post(() => {
      for (const address of free) giveBack(address, service)
      for (const address of taken) take(address, service)
    })
  })
}

const addressesOf = (service: Service | undefined): readonly string[] =>
  (service?.spec?.clusterIPs ?? []).filter((address) => address !== 'None' && address !== '')

const addressOf = (address: string, { metadata }: Service): object => ({
  metadata: {
    name: address,
    labels: { 'ipaddress.kubernetes.io/ip-family': address.includes(':') ? 'IPv6' : 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
  },
  spec: { parentRef: { resource: 'services', namespace: metadata.namespace, name: metadata.name } },
})
