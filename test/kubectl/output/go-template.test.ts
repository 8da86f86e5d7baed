import { describe, expect, test } from '@jest/globals'
import { CommandError } from '../../../src/kubectl/errors.ts'
import { goTemplatePrinter } from '../../../src/kubectl/output/go-template/go-template.ts'
import { printTo } from '../../../src/kubectl/output/printer.ts'
import { pod } from './pod.ts'

function run(template: string): { out: string; error: string } {
  let out = ''
  try {
    printTo((text) => (out += text), goTemplatePrinter(template, true), pod)
  } catch (error) {
    if (error instanceof CommandError) return { out, error: error.message }
    throw error
  }
  return { out, error: '' }
}

// Recorded: kubectl annotate --local -f pod.json x- -o go-template=…
describe('go-template prints', () => {
  test.each([
    ['{{.metadata.name}}', 'web'],
    ['{{.x.y}}', '<no value>'],
    ['{{.metadata}}', 'map[labels:map[a.b/c:d<&> app:x] name:web]'],
    ['{{index .metadata.labels "a.b/c"}} {{index .metadata.labels "nope"}}', 'd<&> <no value>'],
    ['{{range .spec.containers}}{{.name}} {{end}}', 'a b c '],
    ['{{range $i, $c := .spec.containers}}{{if $i}},{{end}}{{$i}}={{$c.name}}{{end}}', '0=a,1=b,2=c'],
    ['{{range .spec.containers}}{{if eq .name "b"}}{{break}}{{end}}{{.name}}{{end}}', 'a'],
    ['{{range .nope}}a{{else}}none{{end}}', 'none'],
    ['{{if .a}}1{{else if .kind}}2{{else}}3{{end}}', '2'],
    ['{{with .a}}1{{else with .kind}}{{.}}{{end}}', 'Pod'],
    ['{{$a := 1}}{{$a = 2}}{{$a}}', '2'],
    ['{{define "x"}}X{{.}}{{end}}{{template "x" .kind}}', 'XPod'],
    ['{{.kind | printf "%s-%s" "a"}}', 'a-Pod'],
    ['{{printf "%e %g %6.3f|%-8v|%08d|%+d|%q" 1.5 1.5 3.14159 "a" 42 7 "b"}}', '1.500000e+00 1.5  3.142|a       |00000042|+7|"b"'],
    ['{{printf "%s" 3}}{{printf "%d" "x"}}{{printf "%s"}}{{printf "x" 1 "a"}}', '%!s(int=3)%!d(string=x)%!s(MISSING)x%!(EXTRA int=1, string=a)'],
    [
      '{{html .spec.s}} {{js .spec.s}} {{urlquery .spec.s}}',
      '&lt;a&gt; &amp; &#34;b&#34; &#39;c&#39; \\u003Ca\\u003E \\u0026 \\"b\\" \\\'c\\\' %3Ca%3E+%26+%22b%22+%27c%27',
    ],
    ['{{.spec.b64 | base64decode}} {{exists . "spec" "x"}} {{exists . "spec" "big"}}', 'hello false true'],
    ['{{print 1 2 "a" "b" 3}}{{println .kind 1}}', '1 2ab3Pod 1\n'],
    ['{{and .kind 0 1}} {{or .x "d"}} {{not .x}} {{len .spec.containers}} {{slice "abc" 1 2}}', '0 d true 3 b'],
    ['{{- "a" -}}   b{{/* c */}}', 'ab'],
  ])('%s', (template, text) => {
    expect(run(template)).toEqual({ out: text, error: '' })
  })
})

describe('go-template refuses', () => {
  test.each([
    ['{{.x', 'unclosed action'],
    ['{{foo}}', 'function "foo" not defined'],
    ['{{$x}}', 'undefined variable "$x"'],
    ['{{if .x}}a', 'unexpected EOF'],
    ['{{end}}', 'unexpected {{end}}'],
    ['{{}}', 'missing value for command'],
    ['{{.x | 1}}', 'non executable command in pipeline stage 2'],
    ['{{(.x}}', 'unclosed left paren'],
    ['{{break}}', '{{break}} outside {{range}}'],
  ])('%s', (template, message) => {
    expect(run(template)).toEqual({ out: '', error: `error parsing template ${template}, template: output:1: ${message}` })
  })

  test.each([
    ['{{.metadata.name.x}}', '11: executing "output" at <.metadata.name.x>: can\'t evaluate field x in type interface {}'],
    ['{{index .spec.containers 5}}', '2: executing "output" at <index .spec.containers 5>: error calling index: index out of range: 5'],
    ['{{eq .spec.big 3.0}}', '2: executing "output" at <eq .spec.big 3.0>: error calling eq: incompatible types for comparison: int64 and float64'],
    ['{{(index .spec.containers 0).z.y}}', '26: executing "output" at <0>: nil pointer evaluating interface {}.y'],
    ['{{nil}}', '2: executing "output" at <nil>: nil is not a command'],
  ])('%s, once it meets the object', (template, message) => {
    const { out, error } = run(template)
    expect(error).toBe(`error executing template ${JSON.stringify(template)}: template: output:1:${message}`)
    expect(out.split('\n')[0]).toBe(`Error executing template: template: output:1:${message}. Printing more information for debugging the template:`)
  })
})
