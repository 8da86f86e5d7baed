/** Lines in the form of klog, Kubernetes' log: `I0722 18:10:35.000000    4242 file.go:12] message`. */
import type { KubectlIo } from './command.ts'

type World = Pick<KubectlIo, 'now' | 'stderr'>

export function klog(io: World, severity: 'I' | 'W' | 'E' | 'F', source: string, message: string): void {
  const time = new Date(io.now()).toISOString()
  const stamp = `${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000`
  // There is no process of its own whose number could be shown.
  io.stderr(`${severity}${stamp} ${'1'.padStart(7)} ${source}] ${message}\n`)
}
