import { expect, test } from '@jest/globals'
import { nodeAddress, podCidrOf, podSubnetFor } from '../../src/kubeadm/subnets.ts'

test('nodes have the addresses of one docker network, also when they are many', () => {
  expect([0, 1, 253, 254, 4999].map(nodeAddress)).toEqual(['172.18.0.2', '172.18.0.3', '172.18.0.255', '172.18.1.0', '172.18.19.137'])
})

test('each node has a /24 of the range of pods', () => {
  expect([0, 2, 255].map((node) => podCidrOf(podSubnetFor(256), node))).toEqual(['10.244.0.0/24', '10.244.2.0/24', '10.244.255.0/24'])
})

test('for more than 256 nodes the range of pods is wider', () => {
  expect([0, 256, 4999].map((node) => podCidrOf(podSubnetFor(5000), node))).toEqual(['10.128.0.0/24', '10.129.0.0/24', '10.147.135.0/24'])
})
