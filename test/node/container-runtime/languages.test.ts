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
