import { describe, expect, test } from '@jest/globals'
import { bench } from './bench.ts'
// Recorded from dash 0.5.12 and BusyBox 1.35: only a recorder may rewrite it.
import recorded from './shell-recorded.json' with { type: 'json' }

type Recorded = { script: string; dash: [string, string, number]; busybox: [string, string, number] }

describe('what real shells did', () => {
  const { runtime, start } = bench('debian:12', 'busybox')
  const debian = start('debian:12', { command: ['sleep', 'infinity'] })
  const busybox = start('busybox', { command: ['sleep', 'infinity'] })

  test.each(recorded as Recorded[])('dash: $script', ({ script, dash }) => {
    const { stdout, stderr, exitCode } = runtime.execSync(debian, ['sh', '-c', script])
    expect([stdout, stderr, exitCode]).toEqual(dash)
  })

  test.each(recorded as Recorded[])('busybox: $script', ({ script, busybox: expected }) => {
    const { stdout, stderr, exitCode } = runtime.execSync(busybox, ['sh', '-c', script])
    expect([stdout, stderr, exitCode]).toEqual(expected)
  })
})

describe('a shell and the clock', () => {
  test('a loop with sleep writes a line whenever its time has come', () => {
    const { clock, start, log } = bench('busybox')
    const id = start('busybox', { command: ['sh', '-c', 'while true; do date; sleep 5; done'] })
    clock.advance(11_000)
    expect(log(id)).toEqual(['Mon Nov 16 09:00:00 UTC 2026', 'Mon Nov 16 09:00:05 UTC 2026', 'Mon Nov 16 09:00:10 UTC 2026'])
  })

  test('a short command tells how long it would have taken', () => {
    const { runtime, start } = bench('busybox')
    const id = start('busybox', { command: ['sleep', 'infinity'] })
    expect(runtime.execSync(id, ['sh', '-c', 'sleep 3; echo done'])).toEqual({ exitCode: 0, stdout: 'done\n', stderr: '', seconds: 3 })
  })

  test('a loop that never waits uses a whole CPU, and harms nobody', () => {
    const { clock, runtime, start } = bench('busybox')
    const id = start('busybox', { command: ['sh', '-c', 'while :; do :; done'], cpuLimit: 500 })
    clock.advance(60_000)
    expect(runtime.stats(id).millicores).toBe(500)
    expect(clock.atRest()).toBe(true)
  })

  test('a full pipe stops its writer', () => {
    const { start, sh } = bench('busybox')
    expect(sh(start('busybox', { command: ['sleep', 'infinity'] }), 'yes | head -n 2')).toBe('y\ny\n')
  })
})

describe('exec', () => {
  test('with a terminal there are a prompt, an echo and Ctrl-C', () => {
    const { clock, runtime, start } = bench('busybox')
    const session = runtime.exec(start('busybox', { command: ['sleep', 'infinity'] }), ['sh'], { stdin: true, tty: true })
    let screen = ''
    let exit: number | undefined
    session.onStdout((text) => {
      screen += text
    })
    session.onExit((code) => {
      exit = code
    })
    for (const line of ['echo hi', 'cd /tmp', 'for i in 1 2; do', 'echo $i; done', 'sleep 100']) session.write(`${line}\r`)
    clock.advance(1000)
    session.write('\x03')
    session.write('exit 3\r')
    clock.settle()
    expect(screen.split('\r\n')).toEqual([
      '/ # echo hi',
      'hi',
      '/ # cd /tmp',
      '/tmp # for i in 1 2; do',
      '> echo $i; done',
      '1',
      '2',
      '/tmp # sleep 100',
      '^C',
      '/tmp # exit 3',
      '',
    ])
    expect(exit).toBe(3)
  })

  test('without a terminal it reads commands from its input', () => {
    const { clock, runtime, start } = bench('busybox')
    const session = runtime.exec(start('busybox', { command: ['sleep', 'infinity'] }), ['sh'], { stdin: true, tty: false })
    let out = ''
    session.onStdout((text) => {
      out += text
    })
    session.write('echo one\nread x\nvalue\necho "got $x"\n')
    session.closeStdin()
    clock.settle()
    expect(out).toBe('one\ngot value\n')
  })

  test('a command that is not there is the runtime’s error', () => {
    const { runtime, start } = bench('nginx')
    const id = start('nginx')
    const tried = (command: string): string => {
      try {
        runtime.exec(id, [command], { stdin: false, tty: false })
        return ''
      } catch (error) {
        return (error as Error).message.replace(/"[0-9a-f]{64}"/, 'ID')
      }
    }
    expect(tried('ps')).toBe(
      'failed to exec in container: failed to start exec ID: OCI runtime exec failed: exec failed: unable to start container process: exec: "ps": executable file not found in $PATH: unknown',
    )
    expect(tried('/nope')).toBe(
      'failed to exec in container: failed to start exec ID: OCI runtime exec failed: exec failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown',
    )
    expect(tried('/etc/passwd')).toContain('exec: "/etc/passwd": permission denied')
  })
})
