import { expect, test } from '@jest/globals'
import { nodeAddress, podSubnetFor } from '../../src/kubeadm/subnets.ts'

test('nodes have the addresses of one docker network, also when they are many', () => {
  expect([0, 1, 253, 254, 4999].map(nodeAddress)).toEqual(['172.18.0.2', '172.18.0.3', '172.18.0.255', '172.18.1.0', '172.18.19.137'])
})

test('for more than 256 nodes the range of pods is wider', () => {
  expect([3, 256, 257, 5000].map(podSubnetFor)).toEqual(['10.244.0.0/16', '10.244.0.0/16', '10.128.0.0/9', '10.128.0.0/9'])
})
