/**
 * Webhook configurations: which requests the API server asks others about. Models pkg/registry/admissionregistration.
 * They are kept and checked; nobody is asked (admission/ says so).
 */
import { mutatingWebhookConfigurations, validatingWebhookConfigurations } from '../../../api/kinds.ts'
import type { MutatingWebhook, MutatingWebhookConfiguration, ValidatingWebhook, ValidatingWebhookConfiguration } from '../../../api/types.ts'
import { type Column, defineResource } from '../resource.ts'
import { validateWebhooks } from './admission/webhook-validation.ts'
import { age } from './age.ts'

const columns: readonly Column<MutatingWebhookConfiguration | ValidatingWebhookConfiguration>[] = [
  { name: 'Webhooks', type: 'integer', cell: ({ webhooks }) => webhooks?.length ?? 0 },
  age,
]

function defaultWebhook(webhook: MutatingWebhook | ValidatingWebhook): void {
  webhook.failurePolicy ??= 'Fail'
  webhook.matchPolicy ??= 'Equivalent'
  webhook.namespaceSelector ??= {}
  webhook.objectSelector ??= {}
  webhook.timeoutSeconds ??= 10
  if (webhook.clientConfig?.service) webhook.clientConfig.service.port ??= 443
  for (const rule of webhook.rules ?? []) rule.scope ??= '*'
}

export const validatingWebhookConfiguration = defineResource<ValidatingWebhookConfiguration>({
  of: validatingWebhookConfigurations,
  categories: ['api-extensions'],
  generation: true,
  defaults({ webhooks = [] }) {
    for (const webhook of webhooks) defaultWebhook(webhook)
  },
  validate: ({ webhooks }) => validateWebhooks(webhooks ?? []),
  columns,
})

export const mutatingWebhookConfiguration = defineResource<MutatingWebhookConfiguration>({
  of: mutatingWebhookConfigurations,
  categories: ['api-extensions'],
  generation: true,
  defaults({ webhooks = [] }) {
    for (const webhook of webhooks) {
      defaultWebhook(webhook)
      webhook.reinvocationPolicy ??= 'Never'
    }
  },
  validate: ({ webhooks }) => validateWebhooks(webhooks ?? []),
  columns,
})
