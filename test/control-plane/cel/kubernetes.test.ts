/** What Kubernetes adds to CEL, expression by expression: the value, or the error. */
import { expect, test } from '@jest/globals'
import { compile } from '../../../src/control-plane/api-server/cel/cel.ts'
import { escapeName, fromJson, toJson } from '../../../src/control-plane/api-server/cel/json.ts'
import { authorizerType, authorizerValue } from '../../../src/control-plane/api-server/cel/kubernetes/authorizer.ts'
import * as t from '../../../src/control-plane/api-server/cel/language/types.ts'

const authorizer = {
  authorize: ({ verb, resource, namespace }: { verb: string; resource: string; namespace: string }) =>
    verb === 'get' && resource === 'pods' && namespace === 'shop' ? { allowed: true, reason: 'because' } : { allowed: false, reason: '' },
  rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false }),
}

/** JSON of the value, `error: …` or what the compiler says. */
function run(source: string, object: unknown = {}): unknown {
  const compiled = compile(source, { variables: { object: t.dyn, authorizer: authorizerType } })
  if ('problem' in compiled) return compiled.problem
  try {
    return toJson(compiled.program.evaluate({ object: fromJson(object), authorizer: authorizerValue(authorizer, { username: 'ann', groups: [] }) }))
  } catch (error) {
    return `error: ${(error as Error).message}`
  }
}

const deployment = {
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { replicas: 3, template: { spec: { containers: [{ image: 'nginx:1.27', resources: { limits: { memory: '128Mi' } } }, { image: 'redis' }] } } },
}

test.each([
  ['object.spec.replicas <= 5', true],
  ["has(object.metadata.labels) && 'team' in object.metadata.labels", false],
  ["object.spec.template.spec.containers.all(c, c.image.contains(':'))", false],
  ['has(object.spec.template.spec.containers[0].resources)', true],
  ["object.spec.template.spec.containers.filter(c, !has(c.resources)).map(c, c.image).join(', ')", 'redis'],
  ["object.?spec.?paused.orValue('no')", 'no'],
  ["object.metadata.?labels['app'].optMap(a, a + '!').orValue('')", 'web!'],
  ["'replicas: ' + string(object.spec.replicas)", 'replicas: 3'],
  ['object.spec.nothing', 'error: no such key: nothing'],
  ['object.spec.template.spec.containers[7]', 'error: index out of bounds: 7'],
  ["object.spec.replicas + 'x'", 'error: no such overload'],
  ['object.spec.replicas / 0', 'error: division by zero'],
])('objects without a schema: %s', (source, value) => expect(run(source, deployment)).toEqual(value))

test.each([
  ['[1, 2, 2].isSorted() && [3, 1].sum() == 4 && [1, 5, 2].max() == 5 && ["b", "a"].min() == "a"', true],
  ['[1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && [1].indexOf(9) == -1', true],
  ['[].max()', 'error: max called on empty list'],
  ["'v1.2.3-rc1'.find('[0-9]+')", '1'],
  ["'a1b22'.findAll('[0-9]+')", ['1', '22']],
  [
    "url('https://example.com:8080/a b?x=1&x=2').getHost()",
    'error: URL parse error during conversion from string: parse "https://example.com:8080/a b?x=1&x=2": invalid URI for request',
  ],
  ["url('https://example.com:8080/path?x=1&x=2').getQuery()", { x: ['1', '2'] }],
  ["url('https://[::1]:80/').getHostname() + ' ' + url('https://[::1]:80/').getPort()", '::1 80'],
  ["isURL('../x')", false],
  ["quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('50k').add(20).compareTo(quantity('50020')) == 0", true],
  ["quantity('1x')", "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ["isQuantity('1.3Gi') && !isQuantity('abc')", true],
  ["ip('2001:DB8::1').family() == 6 && ip.isCanonical('2001:db8::1') && !ip.isCanonical('2001:DB8::1')", true],
  ["string(ip('2001:db8:0:0:1:0:0:1'))", '2001:db8::1:0:0:1'],
  [
    "cidr('10.1.2.3/8').containsIP('10.200.0.1') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && string(cidr('10.1.2.3/8').masked()) == '10.0.0.0/8'",
    true,
  ],
  ["format.dns1123Label().validate('My-Name').hasValue() && !format.named('date').value().validate('2026-05-01').hasValue()", true],
  ["semver('1.10.0').isGreaterThan(semver('1.9.9')) && semver('v1.2', true).minor() == 2 && !isSemver('1.2')", true],
  ['sets.contains([1, 2, 3], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1], [1])', true],
  ["image('nginx').registry() + '/' + image('nginx').repository() + ':' + image('nginx').tag()", 'docker.io/library/nginx:latest'],
  ["authorizer.group('').resource('pods').namespace('shop').check('get').allowed()", true],
  ["authorizer.group('').resource('pods').namespace('bank').check('get').allowed()", false],
  ["authorizer.path('').check('get').allowed()", 'error: path must not be empty'],
  ["duration('90m') > duration('1h') && timestamp('2026-05-01T00:00:00Z').getFullYear() == 2026", true],
])('libraries: %s', (source, value) => expect(run(source)).toEqual(value))

test('what is wrong with an expression is said with its place', () => {
  const self = t.object('kubernetes.Widget', { size: t.int, x__dash__y: t.string })
  const problem = (source: string) => {
    const compiled = compile(source, { variables: { self } })
    return 'problem' in compiled ? compiled.problem : 'none'
  }
  expect(problem('self.sise > 1')).toBe("ERROR: <input>:1:5: undefined field 'sise'\n | self.sise > 1\n | ....^")
  expect(problem("self.size == '1'")).toBe(
    "ERROR: <input>:1:11: found no matching overload for '_==_' applied to '(int, string)'\n | self.size == '1'\n | ..........^",
  )
  expect(problem('self.size >')).toBe(
    "ERROR: <input>:1:12: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | self.size >\n | ...........^",
  )
  expect(problem("self.x__dash__y.startsWith('a') && self.size > 1")).toBe('none')
})

test('names of fields that are no names', () => {
  expect(['a-b', 'a.b', 'x/y', 'a__b', 'namespace', '9lives', 'plain'].map(escapeName)).toEqual([
    'a__dash__b',
    'a__dot__b',
    'x__slash__y',
    'a__underscores__b',
    '__namespace__',
    undefined,
    'plain',
  ])
})

test('an expression may not run forever', () => {
  const many = Array.from({ length: 200 }, (_, i) => i)
  expect(run('object.all(a, object.all(b, object.all(c, a + b + c >= 0)))', many)).toBe('error: operation cancelled: actual cost limit exceeded')
})
