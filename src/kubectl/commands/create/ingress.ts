import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { string, stringArray } from '../../flags.ts'
import { ingress } from '../../generators/ingress.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

const ingresses = { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', plural: 'ingresses', namespaced: true }

const flags = {
  ...generatedFlags,
  annotation: stringArray([], 'Annotation of the ingress, as key=value; may be repeated.'),
  class: string('', 'Name of the ingress class, and so of the controller that is to serve it.'),
  'default-backend': string('', 'Where requests go that no rule is about, as service:port.'),
  rule: stringArray(
    [],
    'Which requests go where: host/path=service:port, and ,tls or ,tls=SECRET for HTTPS. A * at the end of the path means whatever begins like this. May be repeated.',
  ),
}

export const createIngress = defineCommand({
  name: 'create ingress',
  usage: 'create ingress NAME --rule=host/path=service:port[,tls[=secret]] ',
  aliases: ['ing'],
  summary: 'Create an ingress, which leads web requests to services',
  description:
    'An Ingress says which host and path belong to which service. It does nothing by itself: an ingress controller in the cluster reads it and acts.',
  examples: [
    { about: 'One host and path', line: 'kubectl create ingress web --rule="shop.example.com/cart=cart:8080"' },
    { about: 'Everything below a path', line: 'kubectl create ingress web --class=nginx --rule="shop.example.com/api*=api:80"' },
    { about: 'HTTPS with the certificate from a secret', line: 'kubectl create ingress web --rule="shop.example.com/*=web:80,tls=shop-cert"' },
    { about: 'And one service for all the rest', line: 'kubectl create ingress web --default-backend=sorry:http --rule="shop.example.com/*=web:80"' },
  ],
  flags,
  async run(invocation) {
    const { flags: given } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    check(invocation)
    const object = ingress({
      name,
      namespace: await writtenNamespace(invocation),
      annotations: given.annotation,
      className: given.class,
      defaultBackend: given['default-backend'],
      rules: given.rule,
    })
    await create(invocation, how, ingresses, object, 'failed to create ingress: ')
  },
})

/** host/path=service:port, and whatever follows. */
const rulePattern = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+/

function check({ flags: given }: Invocation<typeof flags>): void {
  if (given['default-backend'] === '' && given.rule.length === 0)
    throw new CommandError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    )
  const rule = given.rule.find((text) => !rulePattern.test(text))
  if (rule !== undefined) throw new CommandError(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`)
  const annotation = given.annotation.find((text) => !text.includes('='))
  if (annotation !== undefined) throw new CommandError(`annotation ${annotation} is invalid and should be in format key=[value]`)
  if (given['default-backend'] !== '' && given['default-backend'].split(':').length !== 2)
    throw new CommandError('default-backend should be in format servicename:serviceport')
}
