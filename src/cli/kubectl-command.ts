/** kubectl as a command of the learner's shell. */
import { nextTurn } from '../clock.ts'
import type { KubectlIo } from '../kubectl/command.ts'
import type { complete } from '../kubectl/complete.ts'
import { CommandError } from '../kubectl/errors.ts'
import type { kubectl } from '../kubectl/kubectl.ts'
import type { CommandIo, ShellCommand } from '../shell/command.ts'
import { underAny } from '../shell/joined-signal.ts'
import { learnerFiles } from './kubectl-files.ts'
import type { PassingTime } from './passing-time.ts'

export interface KubectlWorld extends Pick<KubectlIo, 'connect' | 'random' | 'listen' | 'serve' | 'download'> {
  readonly time: PassingTime
  readonly kubectl: typeof kubectl
  readonly complete: typeof complete
  /** Runs an editor's command line on a file of the learner; its exit status. */
  edit(path: string, editor: string): Promise<number>
}

/** As a shell says it that was ended by Ctrl-C. */
const interrupted = 130

export function kubectlCommand(world: KubectlWorld): ShellCommand {
  return {
    name: 'kubectl',
    summary: 'talk to the cluster',
    complete: ([, ...before], word, io) => world.complete(before, word, kubectlIo(world, io, io.signal)),
    async run(args, io) {
      const end = new AbortController()
      const forgetRest = world.time.onRest(() => {
        if (end.signal.aborted) return
        io.stderr('ktutor: nothing will change any more by itself, so this would wait for ever: ended as if by Ctrl-C\n')
        end.abort()
      })
      try {
        return await underAny([io.signal, end.signal], async (signal) => {
          const exitCode = await Promise.race([world.kubectl(args, kubectlIo(world, io, signal)), leftBehind(signal)])
          world.time.catchUp()
          return signal.aborted ? interrupted : exitCode
        })
      } finally {
        forgetRest()
      }
    },
  }
}

/** Resolves some time after the signal: Ctrl-C ends a command even if it does not listen. */
async function leftBehind(signal: AbortSignal): Promise<number> {
  await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
  for (let turn = 0; turn < 50; turn++) await nextTurn()
  return interrupted
}

function kubectlIo({ time, connect, random, listen, serve, download, edit }: KubectlWorld, io: CommandIo, signal: AbortSignal): KubectlIo {
  return {
    stdout: io.stdout,
    stderr: io.stderr,
    stdin: io.stdin,
    terminal: io.terminal,
    ...(io.keyboard && { keyboard: io.keyboard }),
    files: learnerFiles(io.files, io.cwd),
    env: io.env,
    connect,
    now: () => time.now(),
    sleep: (ms, until) => (until ? underAny([signal, until], (either) => time.sleep(ms, either)) : time.sleep(ms, signal)),
    waitFor: (promise) => time.waitFor(promise),
    signal,
    random,
    ...(listen && { listen }),
    ...(serve && { serve }),
    ...(download && { download }),
    edit: (text, fileName) => editFile(text, fileName, io, edit),
  }
}

/** The editor is a command of the learner's shell, on a file of the learner: `KUBE_EDITOR="sed -i s/a/b/"` touches nothing else. */
async function editFile(text: string, fileName: string, io: CommandIo, edit: KubectlWorld['edit']): Promise<string> {
  const editor = io.env.KUBE_EDITOR || io.env.EDITOR || 'vi'
  const path = `/tmp/${fileName}`
  io.files.write(path, text, 0o600)
  const exitCode = await edit(path, editor)
  const saved = new TextDecoder().decode(io.files.read(path))
  io.files.remove(path)
  if (exitCode !== 0) throw new CommandError(`there was a problem with the editor ${JSON.stringify(editor)}`)
  return saved
}
