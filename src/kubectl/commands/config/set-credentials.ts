import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError, NotSimulated } from '../../errors.ts'
import { bool, string, stringArray, stringSlice } from '../../flags.ts'
import type { User } from '../../kubeconfig/kubeconfig.ts'
import { absolute } from '../../kubeconfig/save.ts'
import { base64File, requireFile } from './embed.ts'
import { assign, editedConfig } from './kubeconfig-file.ts'

export const setCredentials = defineCommand({
  name: 'config set-credentials',
  usage:
    'config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
  summary: 'Write a user into your kubeconfig',
  description:
    'A user is a way to prove who you are: a client certificate with its key, a token, or a name and a password.\n\nA user that is there already keeps what you do not mention. Token and password exclude each other.',
  examples: [
    {
      about: 'Set the key of the user cluster-admin and leave the rest alone',
      line: 'kubectl config set-credentials cluster-admin --client-key=~/.kube/admin.key',
    },
    { about: 'Set name and password', line: 'kubectl config set-credentials cluster-admin --username=admin --password=uXFGweU9l35qcif' },
    {
      about: 'Copy the certificate into the kubeconfig',
      line: 'kubectl config set-credentials cluster-admin --client-certificate=~/.kube/admin.crt --embed-certs=true',
    },
  ],
  flags: {
    'auth-provider': string('', 'Provider that gives credentials to this user.'),
    'auth-provider-arg': stringSlice([], 'Setting of the provider as key=value, or key- to take it away.'),
    'client-certificate': string('', 'File with the certificate of the user.'),
    'client-key': string('', 'File with the key of the user.'),
    'embed-certs': bool(false, 'Copy certificate and key into the kubeconfig instead of naming their files.'),
    'exec-api-version': string('', 'API version that the program for credentials speaks.'),
    'exec-arg': stringSlice([], 'Argument for the program for credentials.'),
    'exec-command': string('', 'Program that gives credentials to this user.'),
    'exec-env': stringArray([], 'Environment of the program for credentials as key=value.'),
    'exec-interactive-mode': string('', 'Whether the program for credentials may use the terminal.'),
    'exec-provide-cluster-info': bool(false, 'Tell the program for credentials which cluster it is about.'),
    password: string('', 'Password of the user.'),
    token: string('', 'Bearer token of the user.'),
    username: string('', 'Name for basic authentication.'),
  },
  async run(invocation) {
    const { args, flags, changed, io } = invocation
    const [name = ''] = args
    if (args.length !== 1) throw new CommandError(`unexpected args: [${args.join(' ')}]`)
    for (const flag of ['auth-provider', 'exec-command'] as const)
      if (changed(flag)) throw new NotSimulated(`--${flag}`, 'let a program outside of kubectl get credentials')
    if (name === '') throw new CommandError('you must specify a non-empty user name')
    await validate(flags, io)
    const { config, save } = await editedConfig(invocation)
    config.users.set(name, await changedUser(config.users.get(name) ?? {}, invocation))
    await save()
    io.stdout(`User ${JSON.stringify(name)} set.\n`)
  },
})

type Credentials = Invocation<typeof setCredentials.flags>

async function validate(flags: Credentials['flags'], io: Credentials['io']): Promise<void> {
  const methods = [...(flags.token !== '' ? ['--token'] : []), ...(flags.username !== '' || flags.password !== '' ? ['--username/--password'] : [])]
  if (methods.length > 1) throw new CommandError(`you cannot specify more than one authentication method at the same time: ${methods.join(', ')}`)
  if (!flags['embed-certs']) return
  if (flags['client-certificate'] === '' && flags['client-key'] === '')
    throw new CommandError('you must specify a --client-certificate or --client-key to embed')
  for (const flag of ['client-certificate', 'client-key'] as const) if (flags[flag] !== '') await requireFile(io, flag, flags[flag])
}

async function changedUser(existing: User, { flags, changed, io }: Credentials): Promise<User> {
  const user = { ...existing }
  for (const field of ['client-certificate', 'client-key'] as const) {
    if (!changed(field)) continue
    delete user[field]
    delete user[`${field}-data`]
    if (flags['embed-certs']) user[`${field}-data`] = await base64File(io, flags[field])
    else user[field] = absolute(io, flags[field])
  }
  for (const field of ['token', 'username', 'password'] as const) if (changed(field)) assign(user, field, flags[field])
  const basic = (changed('username') && flags.username !== '') || (changed('password') && flags.password !== '')
  if (changed('token') && flags.token !== '' && !basic) {
    delete user.username
    delete user.password
  }
  if (basic && flags.token === '') delete user.token
  return user
}
