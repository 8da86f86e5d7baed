import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseYaml, parseYamlOrJson, toYaml, YamlError } from '../../src/api/yaml.ts'

const messageOf = (text: string, options = {}): string => {
  try {
    parseYaml(text, options)
  } catch (error) {
    if (error instanceof YamlError) return error.message
    throw error
  }
  return ''
}

describe("reading, as kubectl 1.36's YAML does", () => {
  // Recorded: kubectl annotate --local -f - x- -o json
  const scalars: [string, unknown][] = [
    ['yes', true],
    ['on', true],
    ['y', true],
    ['n', false],
    ['off', false],
    ['0777', 511],
    ['0o777', 511],
    ['1_000', 1000],
    ['22:30', '22:30'],
    ['2020-01-01', '2020-01-01'],
    ['1.50', 1.5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['+1', 1],
    ['0x1F', 31],
    ['0b11', 3],
    ['~', null],
    ['Null', null],
    ['08', 8],
    ['0_8', 8],
    ['1__0', 10],
    ['_1', '_1'],
    ['1.', 1],
    ['1_0.5', 10.5],
    ['0x', '0x'],
    ['-0', 0],
    ['!foo 1', '1'],
    ['!!str 1', '1'],
    ['!!int "3"', 3],
    ['!!binary aGVsbG8=', 'hello'],
    ['=', '='],
    ['12345678901234567890', 12345678901234567000],
    ['"yes"', 'yes'],
    ['!!float 3', 3],
    ['!!bool "yes"', true],
    ['!!timestamp 2020-01-01', '2020-01-01'],
  ]
  test.each(scalars)('%s is %p', (text, value) => {
    expect(parseYaml(`v: ${text}`)).toEqual([{ v: value }])
  })

  test('keys become text', () => {
    expect(parseYaml('n: 1\ny: 2\n1: 3\n1.5: 4\n08: 5\n2020-01-01: 6\n')).toEqual([{ false: 1, true: 2, '1': 3, '1.5': 4, '8': 5, '2020-01-01': 6 }])
  })

  test('merge keys are read where they stand; earlier maps of a list win', () => {
    const text = 'base: &b {x: 1, z: 2}\na: {x: 9, <<: *b}\nb: {<<: *b, x: 9}\nc: {<<: [{x: 1}, {x: 2, w: 3}], q: 1}\nd: {"<<": 1}\n'
    expect(parseYaml(text)).toEqual([{ base: { x: 1, z: 2 }, a: { x: 1, z: 2 }, b: { x: 9, z: 2 }, c: { x: 1, w: 3, q: 1 }, d: { '<<': 1 } }])
  })

  test('documents are split at lines of three dashes; empty ones are skipped', () => {
    expect(parseYaml('---\na: 1\n---\n# nothing\n--- # two\nb: 2\n---\n')).toEqual([{ a: 1 }, { b: 2 }])
    expect(messageOf('a: 1\n--- foo\n')).toBe('invalid Yaml document separator: foo')
  })

  test('the last of two equal keys wins for kubectl; the API server reads strictly', () => {
    expect(parseYaml('a: 1\na: 2\n')).toEqual([{ a: 2 }])
    expect(messageOf('a: 1\na: 2\n', { strict: true })).toBe('error converting YAML to JSON: yaml: unmarshal errors:\n  line 2: key "a" already set in map')
  })

  test('JSON is read too, one object after the other, and YAML that looks like it', () => {
    expect(parseYamlOrJson('{"a": "x\\ty\\u00e9"}')).toEqual([{ a: 'x\tyé' }])
    expect(parseYamlOrJson(' {"a": [1, -2.5e3, true, null, {}]}{"b": []}')).toEqual([{ a: [1, -2500, true, null, {}] }, { b: [] }])
    expect(parseYamlOrJson('{"a": 1}\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }])
    expect(parseYamlOrJson('{a: yes, "b": 01,}')).toEqual([{ a: true, b: 1 }])
  })
  test.each([
    ['{"a" 1}', "json: offset 6: invalid character '1' after object key"],
    ['{"a": [1,2}', "json: offset 11: invalid character '}' after array element"],
    ['{"a": "\\q"}', "json: offset 9: invalid character 'q' in string escape code"],
    ['{"a": "x', 'unexpected EOF'],
    ['{"a": 1} x', "json: offset 10: invalid character 'x' looking for beginning of value"],
  ])('%s', (text, message) => {
    expect(() => parseYamlOrJson(text)).toThrow(new YamlError(message))
  })
  test('what comes before a mistake is not lost', () => {
    const kept = (text: string): readonly unknown[] | undefined => {
      try {
        parseYamlOrJson(text)
      } catch (error) {
        return (error as YamlError).before
      }
      return undefined
    }
    expect([kept('a: 1\n---\nb: [\n'), kept('{"a": 1} x')]).toEqual([[{ a: 1 }], [{ a: 1 }]])
  })
})

describe('what is no YAML', () => {
  // Recorded: kubectl annotate --local -f - x-
  const prefix = 'error converting YAML to JSON: '
  test.each([
    ['a: *b', "yaml: unknown anchor 'b' referenced"],
    ['a: &a [*a]', "yaml: anchor 'a' value contains itself"],
    ['a: &a [x]\nb: {<<: *a}', 'yaml: map merge requires map or sequence of maps as the value'],
    ['a: !!int abc', 'yaml: cannot decode !!str `abc` as a !!int'],
    ['a: !!null 3', 'yaml: cannot decode !!int `3` as a !!null'],
    ['a: !!binary abc$', 'yaml: !!binary value contains invalid base64 data'],
    ['a: .inf', 'json: unsupported value: +Inf'],
    ['null: nu', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "nu"'],
    ['[a]: nu', 'yaml: invalid map key: []interface {}{"a"}'],
    ['\u0000\u0001', 'yaml: control characters are not allowed'],
    ['a: b\n\tc: d', 'yaml: line 2: found a tab character that violates indentation'],
    ['a:\n\tb: c', 'yaml: line 2: found character that cannot start any token'],
    ['a: b\n  c: d', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['a:\n- b\n c: d', 'yaml: line 3: mapping values are not allowed in this context'],
    ['a:\n  b: c\n d: e', 'yaml: line 2: did not find expected key'],
    ['a: 1\nb\nc: 2', "yaml: line 3: could not find expected ':'"],
    ['a: "x\n b', 'yaml: line 3: found unexpected end of stream'],
    ['a: [x, y\nb: c', "yaml: line 1: did not find expected ',' or ']'"],
    ['a: {x: y', "yaml: line 1: did not find expected ',' or '}'"],
    ['a: "\\q"', 'yaml: found unknown escape character'],
    ['a: @x', 'yaml: found character that cannot start any token'],
    ['a: - b', 'yaml: block sequence entries are not allowed in this context'],
    ['a: |x', 'yaml: did not find expected comment or line break'],
    ['a: &', 'yaml: did not find expected alphabetic or numeric character'],
    ['a: ]', 'yaml: did not find expected node content'],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toBe(prefix + message)
  })

  test('errors count lines of their own document, and know the line of the file', () => {
    try {
      parseYaml('a: 1\n---\nb: c\n  d: e\n')
    } catch (error) {
      expect(error).toMatchObject({ message: 'error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context', line: 4 })
    }
  })

  test('ten thousand levels are too many', () => {
    for (const text of ['['.repeat(20000), '- '.repeat(20000), '{a: '.repeat(20000)])
      expect(messageOf(text)).toBe('error converting YAML to JSON: yaml: exceeded max depth of 10000')
  })

  test('an alias bomb goes off in words, not in memory', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) =>
        `l${i}: &l${i} [${Array(9)
          .fill(i === 0 ? 'x' : `*l${i - 1}`)
          .join(', ')}]`,
    )
    expect(messageOf(levels.join('\n'))).toBe('error converting YAML to JSON: yaml: document contains excessive aliasing')
  })
})

describe('writing, as kubectl -o yaml does', () => {
  // Recorded: kubectl annotate --local -f - x- -o yaml
  const long = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
  const texts: [unknown, string][] = [
    ['yes', '"yes"'],
    ['1', '"1"'],
    ['', '""'],
    ['null', '"null"'],
    ['~', '"~"'],
    ['0777', '"0777"'],
    ['2001-01-01', '"2001-01-01"'],
    ['22:30', '"22:30"'],
    ['1e3', '"1e3"'],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    ['#a', "'#a'"],
    ['- a', "'- a'"],
    ['-', "'-'"],
    ['=', '='],
    ['<<', '<<'],
    ['line1\nline2\n', '|\n  line1\n  line2'],
    ['line1\nline2', '|-\n  line1\n  line2'],
    ['line1\nline2\n\n', '|+\n  line1\n  line2\n'],
    [' lead\nx', '|2-\n   lead\n  x'],
    ['\n', '|2+\n'],
    ['\nfoo', '|2-\n\n  foo'],
    ['trail \ny', '"trail \\ny"'],
    ['a\n ', '"a\\n "'],
    ['a\n#b', '|-\n  a\n  #b'],
    ['tab\tx\ny', '"tab\\tx\\ny"'],
    ['x\ty', '"x\\ty"'],
    ['\u0007', '"\\a"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['é ü 日本', 'é ü 日本'],
    ['😀', '"\\U0001F600"'],
    ['\ufeff\u001b\u0000<&>', '"\\uFEFF\\e\\0\\x3C\\x26\\x3E"'],
    [' a', "' a'"],
    ['a ', "'a '"],
    ["it's", "it's"],
    ["'", "''''"],
    [`q: ${long}   bbbbbbbbbbb''b  ccccccccccccc d e `, `'q: ${long}   bbbbbbbbbbb''''b  ccccccccccccc\n  d e '`],
    [`cc\u0001 ${long}a   bbb`, `"cc\\x01 ${long}a\n  \\  bbb"`],
    [`plain ${long} bbbbbbbbbbb`, `plain ${long}\n  bbbbbbbbbbb`],
    [1.5, '1.5'],
    [12345678.5, '1.23456785e+07'],
    [1e21, '1e+21'],
    [1e-7, '1e-07'],
    [100000, '100000'],
    [-0, '0'],
    [null, 'null'],
    [true, 'true'],
    [[], '[]'],
    [{}, '{}'],
    [[['a', 'b'], [['c']]], '\n- - a\n  - b\n- - - c'],
    [{ b: [{ x: 'q\nr', y: [] }], a: { c: 1 } }, '\n  a:\n    c: 1\n  b:\n  - x: |-\n      q\n      r\n    "y": []'],
  ]
  test.each(texts)('%j', (value, text) => {
    expect(toYaml({ v: value })).toBe(`v:${text.startsWith('\n') ? '' : ' '}${text}\n`)
  })

  test('keys: in natural order, quoted like values, long ones behind a question mark', () => {
    const keys = ['key10', 'key2', 'A', 'a b', 'a-b', '', '<<', '1', '9', '10', '_', 'yes', 'multi\nkey']
    expect(toYaml(Object.fromEntries(keys.map((key) => [key, 1])))).toBe(
      '"": 1\n<<: 1\n_: 1\n"1": 1\n"9": 1\n"10": 1\nA: 1\na b: 1\na-b: 1\nkey2: 1\nkey10: 1\n? |-\n  multi\n  key\n: 1\n"yes": 1\n',
    )
    const name = 'l'.repeat(129)
    expect(toYaml({ [name]: ['a', { b: 1 }] })).toBe(`? ${name}\n: - a\n  - b: 1\n`)
  })

  test('whatever is written reads back the same', () => {
    const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary', noUnicodeString: false } as never)
    const clean = (value: unknown): boolean =>
      !/[\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffe\uffff]/.test(JSON.stringify(value).replace(/\\u[0-9a-f]{4}/g, '\u007f'))
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(clean(value))
        expect(parseYaml(toYaml({ value }))).toEqual([{ value: JSON.parse(JSON.stringify(value), (_, v) => (Object.is(v, -0) ? 0 : v)) }])
      }),
    )
  })
})
