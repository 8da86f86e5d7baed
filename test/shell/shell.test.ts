import { describe, expect, test } from '@jest/globals'
import type { ShellCommand } from '../../src/shell/command.ts'
import { MemoryFiles } from '../../src/shell/files.ts'
import { Shell } from '../../src/shell/shell.ts'

/** Says what it was given. */
const say: ShellCommand = {
  name: 'say',
  summary: '',
  async run(args, io) {
    const input = await io.stdin()
    io.stdout(`${args.join('|')}${input && ` < ${JSON.stringify(input)}`}${io.terminal.stdout ? '' : ' (not to the terminal)'}\n`)
    return args[0] === 'fail' ? 3 : 0
  },
}
/** Waits for Ctrl-C. */
const hang: ShellCommand = {
  name: 'hang',
  summary: '',
  run: (_, io) => new Promise((resolve) => io.signal.addEventListener('abort', () => resolve(130))),
}

function start(extra: ShellCommand[] = []) {
  let seen = ''
  let now = Date.parse('2026-01-01T00:00:00Z')
  const time = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms
      seen += `(${ms} ms pass)\n`
    },
    after: () => () => {},
    waitFor: <T>(promise: Promise<T>) => promise,
    apart: <T>(run: () => Promise<T>) => run(),
  }
  const files = new MemoryFiles({ now: time.now })
  files.mkdir('/home/learner')
  const io = {
    stdout: (text: string) => void (seen += text),
    stderr: (text: string) => void (seen += text),
    stdin: async () => '',
    terminal: { stdin: true, stdout: true, columns: 80 },
  }
  const shell = new Shell({ commands: [say, hang, ...extra], files, time, io, cwd: '/home/learner' })
  return {
    shell,
    files,
    /** Runs the lines; what was seen, and the status if it is not 0. */
    async run(...lines: string[]) {
      seen = ''
      for (const line of lines) await shell.run(line)
      return `${seen}${shell.state.status ? `? ${shell.state.status}\n` : ''}`
    },
  }
}

describe('a plain line', () => {
  test('has words, quotes and variables', async () => {
    const { run } = start()
    expect(await run(`say a 'b  c' "d $HOME \\" e" f\\ g $HOME/x # no more`)).toBe('a|b  c|d /home/learner " e|f g|/home/learner/x\n')
  })
  test('keeps the status for the next one', async () => {
    const { run } = start()
    expect(await run('say fail', 'say "$?" $?')).toBe('fail\n3|3\n')
    expect(await run('say fail')).toBe('fail\n? 3\n')
  })
  test('may ask for a command that is not there', async () => {
    const { run } = start()
    expect(await run('sya x')).toBe('bash: sya: command not found\n? 127\n')
  })
})

describe('the language', () => {
  test('pipes, redirections, heredocs, substitutions, loops', async () => {
    const { run } = start()
    expect(await run('echo hello | say in')).toBe('in < "hello\\n"\n')
    expect(await run('say a | cat')).toBe('a (not to the terminal)\n')
    expect(await run('say a > x.txt', 'cat x.txt', 'say b >> x.txt; cat < x.txt')).toBe(
      'a (not to the terminal)\na (not to the terminal)\nb (not to the terminal)\n',
    )
    expect(await run('say - <<EOF\nname: $HOME\nEOF')).toBe('- < "name: /home/learner\\n"\n')
    expect(await run('say "$(say inner)"')).toBe('inner (not to the terminal)\n')
    expect(await run('say "$(say a >&2)"')).toBe('a (not to the terminal)\n\n')
    expect(await run('for i in 1 2; do say $i; sleep 2; done')).toBe('1\n(2000 ms pass)\n2\n(2000 ms pass)\n')
    expect(await run('say fail && say never || say else; say then')).toBe('fail\nelse\nthen\n')
    expect(await run('if say fail; then say a; else say b; fi', 'x=$(say fail); echo $?')).toBe('fail\nb\n3\n')
    expect(await run('say a 2>/dev/null 1>&2', 'nosuch 2>/dev/null || echo caught')).toBe('caught\n')
  })

  test('what is set lasts: variables, functions, aliases, folders, options', async () => {
    const { run } = start()
    expect(await run('x=1; export y=2', 'echo $x $y', 'say $x$y')).toBe('1 2\n12\n')
    expect(await run('greet() { say hi $1; echo "$1" | say piped; }', 'greet you')).toBe('hi|you\npiped < "you\\n" (not to the terminal)\n')
    expect(await run('greet you > file', 'cat file')).toBe('hi|you (not to the terminal)\npiped < "you\\n" (not to the terminal)\n')
    expect(await run('unset -f greet', 'greet you')).toBe('bash: greet: command not found\n? 127\n')
    expect(await run('alias s=say sp="say a | cat"', 's hello', 's hello | cat', 'sp')).toBe('hello\nhello (not to the terminal)\na (not to the terminal)\n')
    expect(await run('mkdir -p a/b && cd a/b', 'pwd', 'cd - > /dev/null; pwd')).toBe('/home/learner/a/b\n/home/learner\n')
    expect(await run('unset x', 'echo "[$x]"')).toBe('[]\n')
    expect(await run('set -o pipefail', 'say fail | cat')).toBe('fail (not to the terminal)\n? 3\n')
    expect(await run('say() { echo mine; }', 'say x')).toBe('mine\n')
  })

  test('exit ends the shell, and so does set -e', async () => {
    const { run, shell } = start()
    await run('exit 4')
    expect(shell.state).toMatchObject({ exited: true, status: 4 })
    const strict = start()
    expect(await strict.run('set -e', 'say fail || true', 'say fail')).toBe('fail\nfail\n? 3\n')
    expect(strict.shell.state.exited).toBe(true)
  })

  test('a script is read as bash reads a file', async () => {
    const { shell, run } = start()
    await run('true')
    expect(await shell.runScript('for i in 1 2\ndo\n  say $i\ndone\ncat <<EOF | say x\n  y\nEOF\n# end\nsay fail')).toBe(3)
  })

  test('Ctrl-C ends a command, a loop, and a pipeline', async () => {
    const { shell } = start()
    for (const line of ['hang', 'while true; do hang; done', 'hang | cat', 'echo $(hang)']) {
      const status = shell.run(line)
      setTimeout(() => shell.interrupt(), 30)
      expect([line, await status]).toEqual([line, 130])
      expect(shell.state.exited).toBe(false)
    }
  })

  test('commands run in the background', async () => {
    const { run } = start()
    expect(await run('hang & echo $!', 'jobs', 'kill %1; wait', 'jobs')).toBe(
      '[1] 4201\n4201\n[1]+  Running                hang &\n[1]   Terminated             hang\n',
    )
    expect(await run('say a & wait; say b')).toBe('[1] 4202\na\nb\n[1]   Done                   say a\n')
    expect(await run('say fail & wait $!')).toBe('[1] 4203\nfail\n[1]   Exit 3                 say fail\n? 3\n')
    expect(await run('kill 1')).toBe('bash: kill: (1) - No such process\n? 1\n')
    expect(await run('for i in 1 2; do say $i & done; wait')).toBe('1\n2\n')
  })

  test('says what a real machine would', async () => {
    const { run } = start()
    expect(await run('echo 1 2 3 | xargs -n1 say')).toBe('1 (not to the terminal)\n2 (not to the terminal)\n3 (not to the terminal)\n')
    expect(await run('echo 1 2 | xargs -n1 say | cat')).toBe('1 (not to the terminal)\n2 (not to the terminal)\n')
    expect(await run('bash -c "say a; say b | cat"', 'echo "say c" > x.sh; sh x.sh; source x.sh')).toBe(
      'a\nb (not to the terminal)\nc\nc (not to the terminal)\n',
    )
    await run('printf "a\\nb\\nc\\n" > one; printf "a\\nx\\nc\\nd\\n" > two')
    expect(await run('diff one two')).toBe('2c2\n< b\n---\n> x\n3a4\n> d\n? 1\n')
    expect(await run('diff -u one two')).toBe(
      '--- one\t2026-01-01 00:00:02.000000000 +0000\n+++ two\t2026-01-01 00:00:02.000000000 +0000\n@@ -1,3 +1,4 @@\n a\n-b\n+x\n c\n+d\n? 1\n'.replaceAll(
        '00:00:02',
        '00:00:00',
      ),
    )
    expect(await run('date -u +%FT%T')).toBe('2026-01-01T00:00:00\n')
    expect(await run('env | grep ktutor; x=1 env | grep -c ^x=')).toBe('1\n')
    expect(await run('tar czf x')).toBe('tar: a real shell has this; ktutor does not simulate it yet: it would pack and unpack archives\n? 127\n')
  })
})

test('what is unfinished', () => {
  const { shell } = start()
  const unfinished = [
    'say "a',
    "say 'a",
    'cat <<EOF\nx',
    'for i in 1 2',
    'for i in 1 2; do',
    'if true; then echo',
    'say a |',
    'say a &&',
    'say a \\',
    'f() {',
    'function f {',
    '{ { echo; }',
    '(echo a',
    'echo $(say',
    'case $x in\na) echo;;',
    'while true\n',
  ]
  expect(unfinished.filter((text) => !shell.isUnfinished(text))).toEqual([])
  const finished = [
    'say a',
    'cat <<EOF\nx\nEOF',
    'for i in 1; do echo; done',
    'echo do if {',
    'f() { echo; }',
    'function f { echo; }',
    '{ { echo; } }',
    'if a; then for b in c; do d; done fi',
    'case $x in a) echo;; esac',
    "echo 'it'\\''s'",
    'echo "$(echo ")")"',
    '# say "',
    'kubectl get -o jsonpath={.a[0]}',
    '',
    'echo ${x}',
  ]
  expect(finished.filter((text) => shell.isUnfinished(text))).toEqual([])
})
