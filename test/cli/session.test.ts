import { beforeEach, describe, expect, test } from '@jest/globals'
import { bootForSession } from '../../src/cli/boot.ts'
import { JumpingTime } from '../../src/cli/jumping-time.ts'
import { home, Session } from '../../src/cli/session.ts'
import { complete } from '../../src/shell/completion.ts'

let session: Session
let seen = ''

beforeEach(() => {
  const cluster = bootForSession({ seed: 'session', nodes: 2, start: Date.parse('2026-01-05T09:00:00Z') })
  const say = (text: string) => void (seen += text)
  session = new Session({
    cluster,
    time: new JumpingTime(cluster.clock),
    io: { stdout: say, stderr: say, stdin: async () => '', terminal: { stdin: false, stdout: true, columns: 80 } },
  })
})

/** What the lines print, without the words in which discovery complains of each attempt. */
async function run(...lines: string[]) {
  seen = ''
  for (const line of lines) await session.run(line)
  return seen.replace(/^E0105.*\n/gm, '')
}

describe('the road to the cluster is the kubeconfig', () => {
  test('a server that is not this cluster is not there', async () => {
    expect(await run('kubectl --server=https://localhost:7000 get pods')).toBe(
      'The connection to the server localhost:7000 was refused - did you specify the right host or port?\n',
    )
    expect(await run('kubectl --server=https://nowhere.example get pods')).toBe(
      'Unable to connect to the server: dial tcp: lookup nowhere.example: no such host\n',
    )
    expect(await run('kubectl --server=https://10.1.2.3:6443 get pods')).toBe('Unable to connect to the server: dial tcp 10.1.2.3:6443: i/o timeout\n')
  })

  test('an authority that is not its own is not trusted', async () => {
    await run('kubectl config set-cluster ktutor --insecure-skip-tls-verify=true')
    expect(await run('kubectl get namespace default -o name')).toBe('namespace/default\n')
    await run('kubectl config set-cluster ktutor --insecure-skip-tls-verify=false')
    expect(await run('kubectl get pods')).toBe(
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
    )
  })

  test('who asks is what the credentials say', async () => {
    expect(await run('kubectl get secrets --as=jane')).toBe(
      'Error from server (Forbidden): secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "default"\n',
    )
    await run('kubectl config set-credentials guest --token=made-up', 'kubectl config set-context guest --cluster=ktutor --user=guest')
    expect(await run('kubectl --context=guest get pods')).toBe(
      'error: You must be logged in to the server (the server has asked for the client to provide credentials)\n',
    )
  })

  test('the prompt follows it', async () => {
    expect(await session.context()).toEqual({ name: 'kubernetes-admin@ktutor', namespace: 'default', user: 'kubernetes-admin' })
    await run('kubectl config set-context --current --namespace=kube-system')
    expect(await session.context()).toEqual({ name: 'kubernetes-admin@ktutor', namespace: 'kube-system', user: 'kubernetes-admin' })
    await run('rm ~/.kube/config')
    expect(await session.context()).toBeUndefined()
  })
})

test('Tab completes commands, flags, kinds, names and files', async () => {
  const tab = async (line: string) => (await complete(session.shell, line, line.length))[0]
  await run('echo x > pod.yaml; mkdir manifests', 'alias k=kubectl', 'kubectl create configmap settings')
  expect(await tab('kub')).toEqual(['kubectl '])
  expect(await tab('kubectl cre')).toEqual(['create '])
  expect(await tab('kubectl create confi')).toEqual(['configmap '])
  expect(await tab('kubectl get pods --all')).toEqual(['--all-namespaces ', '--allow-missing-template-keys '])
  expect(await tab('kubectl get depl')).toEqual(['deployments '])
  expect(await tab('k describe configmap ')).toEqual(['kube-root-ca.crt ', 'settings '])
  expect(await tab('k describe configmap settings ')).toEqual(['kube-root-ca.crt '])
  expect(await tab('k get deploy/core -n')).toEqual([])
  expect(await tab('k -n kube-system get deploy/co')).toEqual(['deploy/coredns '])
  expect(await tab('kubectl get pods -n kube-s')).toEqual(['kube-system '])
  expect(await tab('kubectl get pods --namespace=kube-p')).toEqual(['--namespace=kube-public '])
  expect(await tab('kubectl config use-context ')).toEqual(['kubernetes-admin@ktutor '])
  expect(await tab('kubectl get pods | gre')).toEqual(['grep '])
  expect(await tab('kubectl create -f po')).toEqual(['pod.yaml '])
  expect(await tab('ls man')).toEqual(['manifests/'])
  expect(await tab('cat ~/.kube/')).toEqual(['~/.kube/config '])
  expect(home).toBe('/home/learner')
})
