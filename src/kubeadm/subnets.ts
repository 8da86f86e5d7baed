/** Where machines and pods of a cluster have their addresses: a network of machines as docker makes it, and a range of pods for each node. */
const machines = 0xac120000
/** The first is the gateway's. */
const firstMachine = 2
/** Bits of the addresses in a node's range: a /24, as the controller manager hands them out. */
export const rangeBits = 8

/** The address of the node with this index: 172.18.0.2 and on. */
export const nodeAddress = (index: number): string => text(machines + firstMachine + index)

/** The range of all pods: kubeadm's customary one, or a wider one for more nodes than it has ranges for. */
export const podSubnetFor = (nodes: number): string => (nodes <= 256 ? '10.244.0.0/16' : '10.128.0.0/9')

const text = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
