/** Cluster addresses: by chance, by wish, from further ranges. */
import { expect, test } from '@jest/globals'
import { serviceCIDRs, services } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

function cluster() {
  const base = controlPlane(0)
  const { client, run } = base
  const create = (name: string, spec: object = {}) => {
    try {
      return client.create(services, { metadata: { name, namespace: 'default' }, spec: { ports: [{ port: 80 }], ...spec } } as never).spec?.clusterIP
    } catch (error) {
      return (error as Error).message
    }
  }
  const range = (name: string, cidr: string) => {
    client.create(serviceCIDRs, { metadata: { name }, spec: { cidrs: [cidr] } } as never)
    run()
  }
  return { ...base, create, range }
}

test('an address by chance is beyond those that people ask for', () => {
  const { create } = cluster()
  const addresses = Array.from({ length: 20 }, (_, i) => create(`web-${i}`))
  expect(new Set(addresses).size).toBe(20)
  for (const address of addresses) expect(address).toMatch(/^10\.(9[6-9]|10\d|11[01])\./)
  for (const address of addresses) expect(address).not.toMatch(/^10\.96\.0\./)
})

test('an address by wish must be in a range, and free', () => {
  const { create } = cluster()
  const refused = (ip: string, why: string) => `Service "b" is invalid: spec.clusterIPs: Invalid value: ["${ip}"]: failed to allocate IP ${ip}: ${why}`
  expect(create('a', { clusterIP: '10.96.0.99' })).toBe('10.96.0.99')
  expect(create('b', { clusterIP: '10.96.0.99' })).toBe(refused('10.96.0.99', 'provided IP is already allocated'))
  expect(create('b', { clusterIP: '10.1.2.3' })).toBe(refused('10.1.2.3', 'the provided network does not match the current range'))
  expect(create('b', { clusterIP: '10.96.0.0' })).toBe(
    refused('10.96.0.0', 'the provided IP (10.96.0.0) is not in the valid range. The range of valid IPs is 10.96.0.0/12'),
  )
})

test('a further range serves, too, until it is to be deleted', () => {
  const { create, range, client } = cluster()
  range('more', '192.168.7.0/28')
  expect(create('a', { clusterIP: '192.168.7.5' })).toBe('192.168.7.5')
  const all = Array.from({ length: 60 }, (_, i) => create(`s-${i}`) ?? '')
  const further = all.filter((address) => address.startsWith('192.168.7.'))
  // Fourteen addresses, of which one was taken.
  expect(new Set(further).size).toBe(13)
  expect(all.length - further.length).toBe(47)
  client.delete(serviceCIDRs, 'more')
  expect(create('late', { clusterIP: '192.168.7.5' })).toMatch(/does not match the current range$/)
})
