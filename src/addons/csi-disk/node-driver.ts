/** The program of the driver on each node: registers with the kubelet there, and mounts the disks that the node has. */
import type { CsiNodeDriver } from '../../api/csi.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { disksOf } from './disks.ts'
import { driverName } from './driver-name.ts'

/** How many disks a machine has room for. */
const maxVolumes = 16

export function csiNodeDriver({ network, source, plugins, out }: ProgramHost): RunningProgram {
  const node = source.nodeName ?? ''
  const disks = disksOf(network)
  const driver: CsiNodeDriver = {
    name: driverName,
    nodeID: node,
    maxVolumes,
    publish: ({ source }) => disks.publish(source.volumeHandle, node),
    expand: ({ source }) => disks.growFileSystem(source.volumeHandle),
  }
  out(`Received GetInfo call: &InfoRequest{}\nKubelet registration probe: driver ${driverName}\n`)
  const leave = plugins?.register(driver)
  return { stop: () => leave?.() }
}
