import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canonicalQuantity, Quantity, quantityProblem } from '../../src/api/quantity.ts'

describe('quantities', () => {
  // Recorded: kubectl create quota x --hard=a=… --dry-run=client -o jsonpath={.spec.hard.a}
  const canonical: Record<string, string> = {
    '1': '1',
    '0': '0',
    '01': '01',
    '+1': '+1',
    '1.5': '1500m',
    '1.500': '1.500',
    '0.1': '100m',
    '1000': '1k',
    '1000m': '1',
    '1500m': '1500m',
    '1e3': '1e3',
    '12e6': '12e6',
    '12345e2': '1234500',
    '1Ki': '1Ki',
    '1024Ki': '1Mi',
    '1.5Gi': '1536Mi',
    '0.5Gi': '512Mi',
    '1536Mi': '1536Mi',
    '0001Ki': '0001Ki',
    '1000k': '1M',
    '0.1n': '1n',
    '1.1n': '2n',
    '123456789012345678901': '123456789012345678901',
    '1048576': '1048576',
    '8Ei': '9223372036854775807',
    '0.000001': '1u',
    '-1.5Gi': '-1536Mi',
    '-0': '0',
    Ki: '0',
    '1e5': '100e3',
    '100Gi': '100Gi',
  }
  test('are written as the server writes them', () => {
    expect(Object.fromEntries(Object.keys(canonical).map((text) => [text, canonicalQuantity(text)]))).toEqual(canonical)
  })

  test('are refused in the words of the server', () => {
    const shape = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    const suffix = "unable to parse quantity's suffix"
    expect(['abc', '', '1 ', '1.2.3', '1e', '1Kii', '--1', '1m5'].map(quantityProblem)).toEqual([shape, shape, shape, shape, suffix, suffix, suffix, suffix])
  })

  test('are added, compared and counted exactly', () => {
    const cpu = Quantity.parse('100m').add(Quantity.parse('0.2'))
    expect([String(cpu), cpu.milliValue, cpu.value]).toEqual(['300m', 300, 1])
    const memory = Quantity.zero.add(Quantity.parse('64Mi')).add(Quantity.parse('1Gi')).sub(Quantity.parse('64Mi'))
    expect([String(memory), memory.value]).toEqual(['1Gi', 1073741824])
    expect(Quantity.parse('1').compare(Quantity.parse('1000m'))).toBe(0)
    expect(Quantity.parse('1Gi').compare(Quantity.parse('1G'))).toBe(1)
    expect(String(Quantity.of(250, -3))).toBe('250m')
  })

  test('read back what they write', () => {
    const suffix = fc.constantFrom('', 'm', 'u', 'n', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-2')
    fc.assert(
      fc.property(fc.integer(), fc.nat(999), suffix, (whole, part, unit) => {
        const quantity = Quantity.parse(`${whole}.${part}${unit}`)
        expect(Quantity.parse(String(quantity)).equals(quantity)).toBe(true)
        expect(canonicalQuantity(String(quantity))).toBe(String(quantity))
      }),
    )
  })
})
