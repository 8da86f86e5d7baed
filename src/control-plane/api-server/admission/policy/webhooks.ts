/**
 * Webhooks: configurations are kept, nobody is called. A request that one is about is answered as if the webhook could not be
 * reached: by its failurePolicy. A warning says why. Models apiserver pkg/admission/plugin/webhook.
 */
import { mutatingWebhookConfigurations, validatingWebhookConfigurations } from '../../../../api/kinds.ts'
import { StatusError } from '../../../../api/status.ts'
import type { MutatingWebhook, ValidatingWebhook } from '../../../../api/types.ts'
import { bool } from '../../cel/language/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission } from '../admission.ts'
import { meetsConditions } from './compiled-policy.ts'
import { type Expression, ExpressionError, expressionOf } from './expression.ts'
import { isConfiguration, matchesConstraints } from './matching.ts'
import { variableTypes, variableValues } from './variables.ts'

type Webhook = MutatingWebhook & ValidatingWebhook
interface Configuration {
  readonly webhooks?: readonly Webhook[]
}

export const mutatingWebhooks = defineAdmission({
  name: 'MutatingAdmissionWebhook',
  admit: (attributes, context) => ask(context.watched(mutatingWebhookConfigurations), attributes, context),
})

export const validatingWebhooks = defineAdmission({
  name: 'ValidatingAdmissionWebhook',
  validate(attributes, context) {
    // A deletion changes no object, so that the chain asks only those who validate.
    if (attributes.operation === 'DELETE') ask(context.watched(mutatingWebhookConfigurations), attributes, context)
    ask(context.watched(validatingWebhookConfigurations), attributes, context)
  },
})

function ask(configurations: readonly Configuration[], attributes: AdmissionAttributes, context: AdmissionContext): void {
  if (configurations.length === 0 || isConfiguration(attributes)) return
  for (const webhook of configurations.flatMap(({ webhooks = [] }) => webhooks)) {
    if (!isAsked(webhook, attributes, context)) continue
    attributes.warnings.push(
      `ktutor does not call admission webhooks: "${webhook.name}" is answered by its failurePolicy (${webhook.failurePolicy ?? 'Fail'}), as if it could not be reached`,
    )
    if (webhook.failurePolicy !== 'Ignore') throw unreachable(webhook)
  }
}

function isAsked(webhook: Webhook, attributes: AdmissionAttributes, context: AdmissionContext): boolean {
  const { rules = [], namespaceSelector, objectSelector } = webhook
  const constraints = { resourceRules: rules, ...(namespaceSelector ? { namespaceSelector } : {}), ...(objectSelector ? { objectSelector } : {}) }
  if (rules.length === 0 || !matchesConstraints(constraints, attributes, context)) return false
  try {
    return meetsConditions(conditionsOf(webhook), variableValues(attributes, context, undefined), webhook.failurePolicy)
  } catch (error) {
    if (error instanceof ExpressionError) throw failed(webhook, error.message)
    throw error
  }
}

const conditions = new WeakMap<Webhook, readonly Expression[]>()

function conditionsOf(webhook: Webhook): readonly Expression[] {
  let made = conditions.get(webhook)
  if (!made) {
    const environment = { variables: variableTypes({ params: false, authorizer: true }) }
    made = (webhook.matchConditions ?? []).map(({ expression }) => expressionOf(expression, environment, [bool]))
    conditions.set(webhook, made)
  }
  return made
}

const failed = ({ name }: Webhook, why: string): StatusError => {
  const message = `failed calling webhook ${JSON.stringify(name)}: ${why}`
  return new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
}

/** As the real server says it when nobody listens there. */
function unreachable(webhook: Webhook): StatusError {
  const { url, service } = webhook.clientConfig ?? {}
  const timeout = `timeout=${webhook.timeoutSeconds ?? 10}s`
  const target = url ?? `https://${service?.name}.${service?.namespace}.svc:${service?.port ?? 443}${service?.path ?? '/'}`
  const why = service ? `service "${service.name}" not found` : `dial tcp: lookup ${new URL(target).hostname}: no such host`
  return failed(webhook, `failed to call webhook: Post "${target}${target.includes('?') ? '&' : '?'}${timeout}": ${why}`)
}
