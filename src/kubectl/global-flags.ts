/** The flags that every command takes. What ktutor cannot act on (profiling, caches) is read and has no effect, as without it. */
import { bool, duration, type FlagTable, FlagValueError, level, string, stringArray } from './flags.ts'

export const globalFlags = {
  as: string('', 'Act as this user instead of yourself, for instance system:serviceaccount:NAMESPACE:NAME. You must be allowed to impersonate.', {
    example: 'kubectl auth can-i list pods --as=system:serviceaccount:default:robot',
  }),
  'as-group': stringArray([], 'Act as a member of this group; repeat it for several groups. Only together with --as.', {
    example: 'kubectl auth can-i list pods --as=anna --as-group=developers',
  }),
  'as-uid': string('', 'Act under this UID. Only together with --as.'),
  'as-user-extra': stringArray([], 'Extra attribute (key=value) of the user to act as; may be repeated. Only together with --as.'),
  'cache-dir': string('', 'Folder where kubectl keeps what it learned about the API between two runs.', { shown: '$HOME/.kube/cache' }),
  'certificate-authority': string('', "File with the certificate of the authority that vouches for the server's certificate."),
  'client-certificate': string('', 'File with the certificate that proves who you are.'),
  'client-key': string('', 'File with the private key of the client certificate.'),
  cluster: string('', 'Cluster of the kubeconfig to talk to, instead of the one that the context names.'),
  context: string('', 'Context of the kubeconfig to use, instead of the current one.', { example: 'kubectl --context=staging get pods' }),
  'disable-compression': bool(false, 'Ask the server not to compress its answers.'),
  'insecure-skip-tls-verify': bool(false, "Do not check the server's certificate. Whoever sits on the line may then read and change everything."),
  kubeconfig: string('', 'Kubeconfig file to use; only this one is read.', { example: 'kubectl --kubeconfig=anna.kubeconfig get pods' }),
  kuberc: string('', 'File with your preferences for kubectl. KUBERC=off switches preferences off.'),
  'log-flush-frequency': { ...duration(5000, 'How long log lines may wait before they are written, at most.'), parse: flushFrequency },
  'match-server-version': bool(false, 'Refuse to work if client and server are of different versions.'),
  namespace: string('', 'Namespace to work in, instead of the one that the context names.', { shorthand: 'n', example: 'kubectl get pods -n kube-system' }),
  password: string('', 'Password for basic authentication.'),
  profile: string('none', 'Kind of profile to record while the command runs. One of (none|cpu|heap|goroutine|threadcreate|block|mutex|trace)'),
  'profile-output': string('profile.pprof', 'File to write the profile to.'),
  'request-timeout': string(
    '0',
    'How long to wait for the answer to one request: a number with a unit (1s, 2m, 3h), or seconds. 0 waits for as long as it takes.',
    { example: 'kubectl get pods --request-timeout=5s' },
  ),
  server: string('', 'Address and port of the API server.', { shorthand: 's' }),
  'tls-server-name': string('', "Name to expect in the server's certificate, if it is not the name in the address."),
  token: string('', 'Bearer token that proves who you are.'),
  user: string('', 'User of the kubeconfig to be, instead of the one that the context names.'),
  username: string('', 'User name for basic authentication.'),
  v: level(0, 'How much kubectl tells about its own doings: 6 names each request, 8 shows bodies, 9 shows all of them.', {
    shorthand: 'v',
    example: 'kubectl get pods -v=6',
  }),
  vmodule: { ...string('', 'How much to tell per source file: comma separated pattern=N.', {}), type: 'pattern=N,...', parse: modulePatterns },
  'warnings-as-errors': bool(false, 'Treat a warning of the server as a failure.'),
} as const satisfies FlagTable

function flushFrequency(text: string): number {
  const seconds = /^[0-9]+$/.test(text) ? Number(text) : undefined
  if (seconds !== undefined) return seconds * 1000
  if (!/^([0-9.]+(ns|us|µs|ms|s|m|h))+$/.test(text)) throw new FlagValueError('parse error')
  return duration(0, '').parse(text, 0, false)
}

function modulePatterns(text: string): string {
  for (const part of text.split(',')) {
    if (part === '') continue
    if (!/^[^=]+=[^=]+$/.test(part)) throw new FlagValueError('syntax error: expect comma-separated list of filename=N')
    if (!/^[+-]?[0-9]+$/.test(part.split('=')[1] as string)) throw new FlagValueError('syntax error: expect comma-separated list of filename=N')
  }
  return text
}
