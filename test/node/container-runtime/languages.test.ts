import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { piDigits } from '../../../src/node/container-runtime/programs/pi.ts'
import { bench } from './bench.ts'

describe('perl', () => {
  test('pi is right, and takes its time', () => {
    // The last six of a thousand digits are known: …2164201989.
    expect(piDigits(20)).toBe('3.1415926535897932385')
    expect(piDigits(1001).slice(-10)).toBe('2164201989')
    const { clock, runtime, start, log } = bench('perl:5.34.0')
    const id = start('perl:5.34.0', { command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] })
    clock.advance(3_000)
    expect(runtime.state(id).state).toBe('running')
    expect(runtime.stats(id).millicores).toBe(1000)
    clock.advance(2_000)
    expect(runtime.state(id)).toMatchObject({ state: 'exited', exitCode: 0 })
    expect(log(id)[0]).toHaveLength(2001)
    expect(log(id)[0]).toMatch(/^3\.14159265358979323846264338327950288419716939937510/)
  })

  /** Each as the real one answers. */
  test.each([
    ['print 1/3, "\\n"; print 2**10, "\\n"; print "x" x 3, "\\n"', '0.333333333333333\n1024\nxxx\n'],
    ['my $n = 5; $n += 2; print "n is $n\\n"; for my $i (1..3) { print $i } print "\\n"; exit 3', 'n is 7\n123\n? 3\n'],
    ['die "oops"', 'oops at -e line 1.\n? 255\n'],
    ['print "a" . (5 + 3), "\\n"', 'a8\n'],
    ['my @a = (1,2)', 'perl: ktutor does not simulate "@a = (1,2)" in Perl programs: the real Perl has it\n? 255\n'],
  ])('%s', (program, said) => {
    const { start, sh } = bench('perl:5.34.0')
    const id = start('perl:5.34.0', { command: ['sleep', 'infinity'] })
    expect(sh(id, `perl -e '${program}'`)).toBe(said)
  })
})

interface Recorded {
  readonly program: string
  readonly output: string
  readonly error: string
  readonly code: number
}

describe('python', () => {
  /** What Python 3.11 prints for `python3 -c PROGRAM`. */
  const recorded = JSON.parse(readFileSync(new URL('python-recorded.json', import.meta.url), 'utf8')) as Recorded[]
  const { runtime, start } = bench('python:3.11')
  const id = start('python:3.11', { command: ['sleep', 'infinity'] })
  /** Where an expression stands in its line is left out. */
  const plain = (error: string): string => error.replace(/\n *[\^~]+(?=\n)/g, '')

  test.each(recorded.map((each) => [each.program, each] as const))('%s', (program, real) => {
    const { stdout, stderr, exitCode } = runtime.execSync(id, ['python3', '-c', program])
    expect({ output: stdout, error: stderr, code: exitCode }).toEqual({ output: real.output, error: plain(real.error), code: real.code })
  })

  test('what is left out says so', () => {
    expect(runtime.execSync(id, ['python3', '-c', 'class A: pass'])).toMatchObject({
      exitCode: 1,
      stderr: 'python: ktutor does not simulate classes in Python programs: the real Python has it\n',
    })
    expect(runtime.execSync(id, ['python3', '-c', 'import threading']).stderr).toBe(
      'python: ktutor does not simulate the module threading in Python programs: the real Python has it\n',
    )
  })

  test('sleep takes simulated time, and http.server serves its folder', () => {
    const { clock, start, log, sh } = bench('python:3.12', 'curlimages/curl')
    const worker = start('python:3.12', { command: ['python', '-uc', 'import time\nfor i in range(3):\n    print("tick", i)\n    time.sleep(5)'] })
    clock.advance(7_000)
    expect(log(worker)).toEqual(['tick 0', 'tick 1'])
    const site = start('python:3.12', { command: ['sh', '-c', 'mkdir /srv/www && cd /srv/www && echo hello > a.txt && exec python -m http.server 8080'] })
    const client = start('curlimages/curl', { command: ['sleep', 'infinity'] })
    expect(sh(client, 'curl -s 10.244.1.3:8080/a.txt; curl -s 10.244.1.3:8080/ | grep href; curl -sI 10.244.1.3:8080/nope | head -1 | tr -d "\\r"')).toBe(
      'hello\n<li><a href="a.txt">a.txt</a></li>\nHTTP/1.1 404 Not Found\n',
    )
    expect(log(site).at(-1)).toBe('10.244.1.4 - - [16/Nov/2026 09:00:07] "HEAD /nope HTTP/1.1" 404 -')
  })
})

describe('node', () => {
  test.each([
    [`console.log("hi", 1 + 2, process.env.NAME || "nobody")`, 'hi 3 nobody\n'],
    ['const n = 6; console.log(`${n} times 7 is ${n * 7}`)', '6 times 7 is 42\n'],
    ['console.log(require("os").hostname()); process.exit(3)', 'pod-1\n? 3\n'],
    ['[1, 2].map((x) => x)', 'node: ktutor does not simulate "[1, 2].map((x) => x)" in Node.js programs: the real Node.js has it\n? 1\n'],
    ['require("express")', 'node: ktutor does not simulate "require("express")" in Node.js programs: the real Node.js has it\n? 1\n'],
  ])('%s', (program, said) => {
    const { runtime, start } = bench('node:22')
    const id = start('node:22', { command: ['sleep', 'infinity'] })
    const { stdout, stderr, exitCode } = runtime.execSync(id, ['node', '-e', program])
    expect(`${stdout}${stderr}${exitCode === 0 ? '' : `? ${exitCode}\n`}`).toBe(said)
  })

  test('the classic server', () => {
    const { clock, runtime, start, sh, log } = bench('node:22', 'curlimages/curl')
    const text = `const http = require('http');
const os = require('os');
// answers everybody
const handler = function (request, response) {
  console.log('Received request from ' + request.connection.remoteAddress);
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.end("You've hit " + os.hostname() + "\\n");
};
const www = http.createServer(handler);
www.listen(8080, () => { console.log('Kubia server starting...'); });
`
    const id = start('node:22', {
      args: ['node', '/app/app.js'],
      mounts: [{ path: '/app', readOnly: true, files: new Map([['app.js', { text, mode: 0o644 }]]) }],
    })
    const client = start('curlimages/curl', { command: ['sleep', 'infinity'] })
    expect(sh(client, 'curl -s 10.244.1.2:8080')).toBe("You've hit pod-1\n")
    expect(log(id)).toEqual(['Kubia server starting...', 'Received request from ::ffff:10.244.1.3'])
    runtime.stop(id, 30)
    clock.advance(29_000)
    expect(runtime.state(id).state).toBe('running')
    clock.advance(1_000)
    expect(runtime.state(id).exitCode).toBe(137)
  })
})
