/** The free playground: a fresh cluster, at a terminal or for a script. */

import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { wallClock } from '../clock.ts'
import { freshSeed } from '../random.ts'
import { complete } from '../shell/completion.ts'
import { editorCommands } from '../shell/host-editor.ts'
import { hostFolder } from '../shell/host-folder.ts'
import { conversationWith, Terminal } from '../shell/terminal.ts'
import { explained } from '../tutor/commands/explain.ts'
import { wrap } from '../tutor/player/wrap.ts'
import { type BootOptions, bootForSession } from './boot.ts'
import { colours } from './colours.ts'
import { sessionHistory } from './history.ts'
import { JumpingTime } from './jumping-time.ts'
import { hostPorts } from './local-ports.ts'
import { playWords } from './play-words.ts'
import { readStdin } from './read-stdin.ts'
import { RealTime } from './real-time.ts'
import { Session } from './session.ts'

export type PlayOptions = Omit<BootOptions, 'seed' | 'start'> & { readonly seed?: string }

/** When the clusters of scripts come up: always the same, so that the same script shows the same. */
const scriptStart = Date.parse('2026-01-05T09:00:00Z')

/** Resolves to the status of the last command, as a shell's own would be. */
export async function playAtTerminal({ seed = freshSeed(), ...options }: PlayOptions): Promise<number> {
  const { stdin, stdout, stderr, env } = process
  const paint = colours(stdout, env)
  const cluster = bootForSession({ ...options, seed, start: wallClock.now() })
  const time = new RealTime(cluster.clock)
  const terminal = new Terminal({ input: stdin, output: stdout, errors: stderr, history: sessionHistory() })
  const session: Session = new Session({
    cluster,
    time,
    io: terminal.io,
    folder: hostFolder(process.cwd()),
    commands: [
      ...editorCommands(env),
      ...playWords(
        cluster,
        () => session,
        (ms) => time.skip(ms),
      ),
    ],
    ports: hostPorts,
  })
  const prompt = async () => {
    const context = await session.context()
    return `${paint.dim(context ? `${context.name}:${context.namespace}` : 'no context')} $ `
  }
  const nodes = `${options.nodes} node${options.nodes === 1 ? '' : 's'}`
  const welcome = `A fresh cluster with ${nodes} (seed ${seed}). It is gone when you leave with exit or Ctrl-D; help lists the words beside kubectl.`
  stdout.write(`${wrap(welcome, stdout.columns || 80).join('\n')}\n`)
  // The language of pipes and loops takes a moment to load: while the first line is being typed.
  setTimeout(() => void session.shell.warmUp(), 200).unref()
  await terminal.converse(
    conversationWith(
      session.shell,
      prompt,
      (text) => runOrExplain(session, text),
      (line, cursor) => complete(session.shell, line, cursor),
    ),
  )
  time.stop()
  return session.shell.state.status
}

/** `explain` asks about the rest of its line, pipes and all, so that the shell must not read it. */
function runOrExplain(session: Session, text: string): Promise<number> {
  const question = explained(text)
  return session.run(question === undefined ? text : `explain '${question.replaceAll("'", "'\\''")}'`)
}

/** Runs a script (`-`: standard input) on a fresh cluster; its exit status. */
export async function playScript({ seed = 'ktutor', ...options }: PlayOptions, script: string): Promise<number> {
  let text: string
  try {
    text = script === '-' ? await readStdin() : await readFile(script, 'utf8')
  } catch {
    process.stderr.write(`ktutor: ${script}: no such script\n`)
    return 127
  }
  const cluster = bootForSession({ ...options, seed, start: scriptStart })
  const time = new JumpingTime(cluster.clock)
  const session: Session = new Session({
    cluster,
    time,
    folder: hostFolder(script === '-' ? process.cwd() : dirname(resolve(script))),
    commands: [
      ...editorCommands(process.env),
      ...playWords(
        cluster,
        () => session,
        (ms) => cluster.clock.advance(ms),
      ),
    ],
    io: {
      stdout: (output) => void process.stdout.write(output),
      stderr: (output) => void process.stderr.write(output),
      stdin: async () => '',
      terminal: { stdin: false, stdout: false, columns: 80 },
    },
  })
  const interrupt = () => session.shell.interrupt()
  process.on('SIGINT', interrupt)
  try {
    return await session.runScript(text)
  } finally {
    process.off('SIGINT', interrupt)
    time.stop()
  }
}
