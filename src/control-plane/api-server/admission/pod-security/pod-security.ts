/**
 * Pod security: how much a pod may do on its node, by the labels of its namespace. `enforce` refuses a pod, `warn` tells who
 * creates it or what will create it, `audit` notes it in the audit log. Models pod-security-admission admission/admission.go.
 * In a real API server a configuration file sets defaults and exemptions; as in a fresh cluster there are none.
 */
import { namespaces, pods } from '../../../../api/kinds.ts'
import { deepEqual } from '../../../../api/object.ts'
import { forbidden, invalid } from '../../../../api/status.ts'
import type { Namespace, Pod, PodTemplateSpec } from '../../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, type AdmissionPlugin, isAbout } from '../admission.ts'
import { containersOf, type PodUnderCheck } from './check.ts'
import { detailsOf, evaluate } from './evaluate.ts'
import { warningsOfExistingPods } from './existing-pods.ts'
import { isPrivileged, levelText, type Policy, policyOf, policyText, samePolicy, stricter } from './policy.ts'

/** As in the file that --admission-control-config-file names. */
export interface PodSecurityConfiguration {
  readonly defaults: Policy
  readonly exemptions: { readonly usernames: readonly string[]; readonly runtimeClasses: readonly string[]; readonly namespaces: readonly string[] }
}

const open = { level: 'privileged', version: undefined } as const
const usual: PodSecurityConfiguration = {
  defaults: { enforce: open, audit: open, warn: open },
  exemptions: { usernames: [], runtimeClasses: [], namespaces: [] },
}

const prefix = 'pod-security.kubernetes.io/'
const untouched = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status'])

/** Where kinds keep a pod's template. */
const templates: Readonly<Record<string, (object: any) => PodTemplateSpec | undefined>> = {
  replicationcontrollers: ({ spec }) => spec?.template,
  podtemplates: ({ template }) => template,
  replicasets: ({ spec }) => spec?.template,
  deployments: ({ spec }) => spec?.template,
  statefulsets: ({ spec }) => spec?.template,
  daemonsets: ({ spec }) => spec?.template,
  jobs: ({ spec }) => spec?.template,
  cronjobs: ({ spec }) => spec?.jobTemplate?.spec?.template,
}
const groups = ['', 'apps', 'batch']

export function podSecurityWith(configuration: PodSecurityConfiguration): AdmissionPlugin {
  return {
    name: 'PodSecurity',
    validate(attributes, context) {
      const { operation, definition, subresource } = attributes
      if (operation !== 'CREATE' && operation !== 'UPDATE') return
      if (isAbout(attributes, namespaces)) validateNamespace(attributes, context, configuration)
      else if (definition.of.plural === 'pods' && definition.of.group === '') {
        if (!untouched.has(subresource)) validatePod(attributes, context, configuration)
      } else if (subresource === '' && Object.hasOwn(templates, definition.of.plural) && groups.includes(definition.of.group))
        validateTemplate(attributes, context, configuration)
    },
  }
}

export const podSecurity = podSecurityWith(usual)

function validateNamespace(attributes: AdmissionAttributes, context: AdmissionContext, { defaults, exemptions }: PodSecurityConfiguration): void {
  const { metadata } = attributes.object as unknown as Namespace
  const { policy, errors } = policyOf(metadata.labels ?? {}, defaults)
  const before = attributes.oldObject && policyOf(attributes.oldObject.metadata.labels ?? {}, defaults)
  if (errors.length > 0 && !(before && deepEqual(errors, before.errors))) throw invalid(namespaces, metadata.name, errors)
  if (before && !asksForMore(policy, before.policy)) return
  if (exemptions.namespaces.includes(metadata.name)) {
    if (isPrivileged(policy) || samePolicy(policy, defaults)) return
    const asked = policyText(policy, metadata.labels ?? {})
    attributes.warnings.push(`namespace "${metadata.name}" is exempt from Pod Security, and the policy (${asked}) will be ignored`)
  } else if (before) attributes.warnings.push(...warningsOfExistingPods(metadata.name, context.list(pods, metadata.name), policy.enforce))
}

function asksForMore({ enforce }: Policy, { enforce: before }: Policy): boolean {
  if (enforce.level === 'privileged') return false
  return enforce.version !== before.version || stricter(enforce.level, before.level) > 0
}

function validatePod(attributes: AdmissionAttributes, context: AdmissionContext, configuration: PodSecurityConfiguration): void {
  const policy = policyFor(attributes, context, configuration)
  if (!policy) return
  if (isPrivileged(policy)) {
    annotate(attributes, 'enforce-policy', 'privileged:latest')
    return
  }
  const { metadata, spec } = attributes.object as unknown as Pod
  const old = attributes.oldObject as unknown as Pod | undefined
  if (old && !isSignificant(spec, old.spec)) return
  if (isExempt(attributes, spec.runtimeClassName, configuration)) return
  judge(attributes, policy, { metadata, spec }, true)
}

/** A pod that runs already is judged again when it gets other images or one more container. */
function isSignificant(spec: Pod['spec'], old: Pod['spec']): boolean {
  const images = (each: Pod['spec']): string[] => containersOf(each).map(({ name, image }) => `${name} ${image}`)
  return !deepEqual(images(spec), images(old))
}

function validateTemplate(attributes: AdmissionAttributes, context: AdmissionContext, configuration: PodSecurityConfiguration): void {
  const policy = policyFor(attributes, context, configuration)
  if (!policy || (policy.warn.level === 'privileged' && policy.audit.level === 'privileged')) return
  const template = templates[attributes.definition.of.plural]?.(attributes.object)
  if (!template?.spec || isExempt(attributes, template.spec.runtimeClassName, configuration)) return
  judge(attributes, policy, { metadata: template.metadata ?? {}, spec: template.spec }, false)
}

/** The policy of the request's namespace; undefined for who is exempt from all of them. */
function policyFor(attributes: AdmissionAttributes, context: AdmissionContext, { defaults, exemptions }: PodSecurityConfiguration): Policy | undefined {
  const reason = exemptions.namespaces.includes(attributes.namespace)
    ? 'namespace'
    : exemptions.usernames.includes(attributes.user.username)
      ? 'user'
      : undefined
  if (reason) {
    annotate(attributes, 'exempt', reason)
    return undefined
  }
  const { policy, errors } = policyOf(context.get(namespaces, attributes.namespace)?.metadata.labels ?? {}, defaults)
  if (errors.length > 0) annotate(attributes, 'error', `Failed to parse policy: ${invalid(namespaces, '', errors).message.replace(/^.*? is invalid: /, '')}`)
  return policy
}

function isExempt(attributes: AdmissionAttributes, runtimeClass: string | undefined, { exemptions }: PodSecurityConfiguration): boolean {
  const exempt = runtimeClass !== undefined && exemptions.runtimeClasses.includes(runtimeClass)
  if (exempt) annotate(attributes, 'exempt', 'runtimeClass')
  return exempt
}

function judge(attributes: AdmissionAttributes, policy: Policy, pod: PodUnderCheck, enforced: boolean): void {
  const would = (mode: 'audit' | 'warn'): string | undefined => {
    const findings = evaluate(policy[mode], pod)
    return findings.length > 0 ? `would violate PodSecurity "${levelText(policy[mode])}": ${detailsOf(findings)}` : undefined
  }
  if (enforced) annotate(attributes, 'enforce-policy', levelText(policy.enforce))
  const audited = would('audit')
  if (audited) annotate(attributes, 'audit-violations', audited)
  const findings = enforced ? evaluate(policy.enforce, pod) : []
  if (findings.length > 0)
    throw forbidden(attributes.definition.of, attributes.name, `violates PodSecurity "${levelText(policy.enforce)}": ${detailsOf(findings)}`)
  const warned = would('warn')
  if (warned) attributes.warnings.push(warned)
}

function annotate({ annotations }: AdmissionAttributes, key: string, value: string): void {
  if (annotations) annotations[`${prefix}${key}`] = value
}
