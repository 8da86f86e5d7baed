import { describe, expect, test } from '@jest/globals'
import { complaint, run } from './run.ts'

// Compared with the real kubectl 1.36.3.

const config = (text: string) => ({ '/home/learner/.kube/config': text })

describe('kubectl config', () => {
  test('writes a kubeconfig from nothing', async () => {
    const files: Record<string, string> = {}
    const room = { files }
    expect((await run('config set-cluster c1 --server=https://1.2.3.4 --certificate-authority=.kube/ca.crt', room)).stdout).toBe('Cluster "c1" set.\n')
    expect((await run('config set-credentials me --token=abc', room)).stdout).toBe('User "me" set.\n')
    expect((await run('config set-context x --cluster=c1 --user=me -n blue', room)).stdout).toBe('Context "x" created.\n')
    expect((await run('config use-context x', room)).stdout).toBe('Switched to context "x".\n')
    expect((await run('config set-context --current --namespace=green', room)).stdout).toBe('Context "x" modified.\n')
    expect(files['/home/learner/.kube/config']).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority: ca.crt
    server: https://1.2.3.4
  name: c1
contexts:
- context:
    cluster: c1
    namespace: green
    user: me
  name: x
current-context: x
kind: Config
users:
- name: me
  user:
    token: abc
`)
    expect((await run('config get-contexts', room)).stdout).toBe(
      'CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\n*         x      c1        me         green\n',
    )
    expect((await run('config view', room)).stdout).toContain('    token: REDACTED\n')
    expect((await run(['config', 'view', '--minify', '-o', 'jsonpath={..namespace}'], room)).stdout).toBe('green')
  })

  test('changes each entry where it is written', async () => {
    const files: Record<string, string> = {
      '/a': 'apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: "http://a"}}]\n',
      '/b': 'apiVersion: v1\nkind: Config\nclusters: [{name: b, cluster: {server: "http://b"}}]\n',
    }
    const room = { files, env: { KUBECONFIG: '/none:/a:/b' } }
    await run('config set-cluster b --server=http://new', room)
    await run('config set-cluster c --server=http://c', room)
    expect(files['/b']).toContain('server: http://new')
    expect(files['/a']).toContain('name: c\n')
    expect((await run('config get-clusters', room)).stdout).toBe('NAME\na\nc\nb\n')
  })

  test('set and unset find names with dots', async () => {
    const files: Record<string, string> = {}
    await run('config set contexts.10.0.0.1.namespace foo', { files })
    expect(files['/home/learner/.kube/config']).toContain('    namespace: foo\n  name: 10.0.0.1\n')
    expect((await run('config unset contexts.10.0.0.1', { files })).stdout).toBe('Property "contexts.10.0.0.1" unset.\n')
    expect(await complaint('config set foo.bar x', { files })).toBe('error: unable to parse foo.bar after [] at api.Config\n? 1')
  })

  test('complains', async () => {
    const files = config('apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c}}]\n')
    expect(await complaint('config use-context nope', { files })).toBe('error: no context exists with the name: "nope"\n? 1')
    expect(await complaint('config get-contexts nope', { files })).toBe('CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\nerror: context nope not found\n? 1')
    expect(await complaint('config delete-cluster zz', { files })).toBe('error: cannot delete cluster zz, not in /home/learner/.kube/config\n? 1')
    expect(await complaint('config rename-context zz y', { files })).toBe('error: cannot rename the context "zz", it\'s not in /home/learner/.kube/config\n? 1')
    expect(await complaint('config set-context x --current', { files })).toBe('error: you cannot specify both a context name and --current\n? 1')
    expect(await complaint('config set-cluster c --embed-certs', { files })).toBe('error: you must specify a --certificate-authority to embed\n? 1')
    expect(await complaint('config current-context')).toBe('error: current-context is not set\n? 1')
    expect(await complaint('config delete-context x', { files })).toBe(
      'deleted context x from /home/learner/.kube/config\nwarning: this removed your active context, use "kubectl config use-context" to select a different one\n? 0',
    )
  })
})

describe('the connection', () => {
  const files = config(`apiVersion: v1
kind: Config
current-context: one
clusters: [{name: c1, cluster: {server: http://127.0.0.1:8123}}]
contexts:
- {name: one, context: {cluster: c1, user: u1, namespace: blue}}
- {name: two, context: {cluster: c1, user: bad}}
users: [{name: u1, user: {token: abc}}, {name: bad, user: {client-certificate: /no.crt, client-key: /no.key}}]
`)
  const wrong: Record<string, string> = {
    '--context=zz': 'Error in configuration: context was not found for specified context: zz\n? 1',
    '--cluster=zz': 'error: no server found for cluster "zz"\n? 1',
    '--user=zz': 'error: auth info "zz" does not exist\n? 1',
    '--username=b': 'error: more than one authentication method found for u1; found [token basicAuth], only one is allowed\n? 1',
    '--as-group=g': 'error: requesting uid, groups or user-extra for u1 without impersonating a user\n? 1',
    '--request-timeout=x':
      'error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)\n? 1',
    '--kubeconfig=/nope': 'error: stat /nope: no such file or directory\n? 1',
    '--context=two': `Error in configuration: 
* unable to read client-cert /no.crt for bad due to open /no.crt: no such file or directory
* unable to read client-key /no.key for bad due to open /no.key: no such file or directory
? 1`,
  }
  for (const [flag, text] of Object.entries(wrong))
    test(flag, async () => {
      expect(await complaint(`get --raw /x ${flag}`, { files })).toBe(text)
    })

  test('to a server that is down, as kubectl words it', async () => {
    expect(await complaint('get --raw /x', { files })).toBe(
      'The connection to the server 127.0.0.1:8123 was refused - did you specify the right host or port?\n? 1',
    )
  })

  test('is tried at every step of the look-up of a type', async () => {
    const { stderr } = await run('get pods', { files })
    expect(stderr.split('\n').slice(4)).toEqual([
      'E0105 09:00:00.000000       1 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list: Get \\"http://127.0.0.1:8123/api?timeout=32s\\": dial tcp 127.0.0.1:8080: connect: connection refused"',
      'The connection to the server 127.0.0.1:8123 was refused - did you specify the right host or port?',
      '',
    ])
  })
})
