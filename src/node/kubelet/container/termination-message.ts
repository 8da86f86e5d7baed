/** What a container says about its end. Models getTerminationMessage in pkg/kubelet/kuberuntime. */
import type { Container } from '../../../api/types.ts'
import type { Files } from '../volumes/volume.ts'

const fileLimit = 4096
const logLines = 80
const logLimit = 2048

export const terminationLogFile = 'termination-log'

/** The file at terminationMessagePath; if it is empty and the policy says so, the end of the log of a container that failed. */
export function terminationMessage(container: Container, files: Files, exitCode: number, log: () => readonly string[]): string {
  const text = files.get(terminationLogFile)?.text ?? ''
  if (text !== '') return text.slice(0, fileLimit)
  if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) return ''
  return log()
    .slice(-logLines)
    .map((line) => `${line}\n`)
    .join('')
    .slice(-logLimit)
}
