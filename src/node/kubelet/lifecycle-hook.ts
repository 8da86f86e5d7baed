/** Runs a postStart or preStop hook. Models pkg/kubelet/lifecycle/handlers.go. */
import type { LifecycleHandler, Pod } from '../../api/types.ts'
import { RuntimeError } from '../container-runtime/cri.ts'
import type { Attempt, PodContainer } from './container/pod-container.ts'
import { goList } from './go-text.ts'
import { type PodHost, podText } from './pod-host.ts'
import { resolvePort } from './prober/port.ts'

export interface HookResult {
  readonly ok: boolean
  /** How long it took on the clock. */
  readonly seconds: number
  readonly message: string
}

export function runHook(host: PodHost, pod: Pod, podIP: string, container: PodContainer, attempt: Attempt, hook: LifecycleHandler): HookResult {
  if (hook.sleep) return { ok: true, seconds: hook.sleep.seconds, message: '' }
  if (hook.exec) return runCommand(host, pod, container, attempt, hook.exec.command ?? [])
  if (hook.httpGet) return runHttp(host, pod, podIP, container, hook.httpGet)
  return { ok: false, seconds: 0, message: 'Cannot run handler: invalid handler' }
}

function runCommand(host: PodHost, pod: Pod, container: PodContainer, attempt: Attempt, command: readonly string[]): HookResult {
  const failed = (error: string, output: string, seconds: number): HookResult => ({
    ok: false,
    seconds,
    message: `Exec lifecycle hook (${goList(command)}) for Container ${JSON.stringify(container.name)} in Pod ${JSON.stringify(podText(pod))} failed - error: ${error}, message: ${JSON.stringify(output)}`,
  })
  try {
    const { exitCode, stdout, stderr, seconds } = host.runtime.execSync(attempt.id, command)
    if (exitCode === 0) return { ok: true, seconds, message: '' }
    return failed(`command '${command.join(' ')}' exited with ${exitCode}: ${stderr}`, stdout + stderr, seconds)
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    return failed(error.message, '', 0)
  }
}

function runHttp(host: PodHost, pod: Pod, podIP: string, container: PodContainer, action: NonNullable<LifecycleHandler['httpGet']>): HookResult {
  const port = resolvePort(action.port, container.spec)
  const headers = Object.fromEntries((action.httpHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value]))
  const scheme = action.scheme === 'HTTPS' ? 'https' : 'http'
  const answer =
    typeof port === 'string'
      ? ({ ok: false, why: port } as const)
      : host.probes.http({ scheme, host: action.host || podIP, port, path: action.path ?? '/', headers, timeout: 30 })
  if (answer.ok) return { ok: true, seconds: 0, message: '' }
  return {
    ok: false,
    seconds: answer.why === 'timeout' ? 30 : 0,
    message: `Http lifecycle hook (${action.path ?? ''}) for Container ${JSON.stringify(container.name)} in Pod ${JSON.stringify(podText(pod))} failed - error: ${answer.why}, message: ""`,
  }
}
