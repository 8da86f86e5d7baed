/**
 * RBAC: a request is allowed if some rule, of some role, that some binding gives to the user, covers it. In a real
 * cluster this is one of the authorizers of kube-apiserver (--authorization-mode=Node,RBAC), reading roles and bindings
 * from informers. Here it reads them from a RoleReader and remembers, per user and namespace, the rules that apply,
 * until the reader's version changes. Models plugin/pkg/auth/authorizer/rbac and pkg/registry/rbac/validation.
 */
import type { UserInfo } from '../../../api/request.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef } from '../../../api/types.ts'
import type { Attributes, Authorizer, Decision } from './authorizer.ts'
import { ruleAllows } from './rules.ts'
import { appliesTo, describeSubject } from './subjects.ts'

/** Where roles and bindings come from. */
export interface RoleReader {
  /** Grows whenever a role or binding changes. */
  version(): number
  clusterRoleBindings(): readonly ClusterRoleBinding[]
  roleBindings(namespace: string): readonly RoleBinding[]
  clusterRole(name: string): ClusterRole | undefined
  role(namespace: string, name: string): Role | undefined
}

/** One binding that applies to a user: its rules, and how a reason names it. */
interface Grant {
  readonly source: string
  readonly rules: readonly PolicyRule[]
}

interface Grants {
  readonly granted: readonly Grant[]
  /** Roles that bindings name and that are not there. */
  readonly errors: readonly string[]
  /** Who allows what, where no rule is for objects of certain names; components ask for the same all the time. */
  readonly allowed: Map<string, Decision | undefined> | undefined
}

export class RbacAuthorizer implements Authorizer {
  /** Components ask with the same user object each time; requests from outside bring a new one. */
  #byUser = new WeakMap<UserInfo, Map<string, Grants>>()
  #byName = new Map<string, Map<string, Grants>>()
  #version = -1

  constructor(private readonly reader: RoleReader) {}

  authorize(attributes: Attributes): Decision {
    const errors: string[] = []
    for (const namespace of attributes.namespace === '' ? [''] : ['', attributes.namespace]) {
      const grants = this.#grants(attributes.user, namespace)
      const allowed = decisionOf(grants, attributes)
      if (allowed) return allowed
      errors.push(...grants.errors)
    }
    return { allowed: false, reason: errors.length === 0 ? '' : `RBAC: ${aggregate(errors)}` }
  }

  rulesFor(user: UserInfo, namespace: string): ReturnType<Authorizer['rulesFor']> {
    const rules = this.policyRules(user, namespace)
    return {
      resourceRules: rules
        .filter((rule) => rule.resources?.length)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, resourceNames })),
      nonResourceRules: rules.filter((rule) => rule.nonResourceURLs?.length).map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
    }
  }

  /** All rules that a user has in a namespace, or with an empty one in the whole cluster. */
  policyRules(user: UserInfo, namespace: string): PolicyRule[] {
    const scopes = namespace === '' ? [''] : ['', namespace]
    return scopes.flatMap((scope) => this.#grants(user, scope).granted.flatMap((grant) => grant.rules))
  }

  /** The rules of a role that a binding names; undefined if there is none. */
  rulesOf(roleRef: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const role = roleRef.kind === 'Role' ? this.reader.role(namespace, roleRef.name) : this.reader.clusterRole(roleRef.name)
    return role && (role.rules ?? [])
  }

  #grants(user: UserInfo, namespace: string): Grants {
    const version = this.reader.version()
    if (version !== this.#version) {
      this.#byUser = new WeakMap()
      this.#byName = new Map()
      this.#version = version
    }
    let known = this.#byUser.get(user)
    if (!known) {
      const name = `${user.username}\n${user.groups.join('\n')}`
      known = this.#byName.get(name) ?? new Map()
      this.#byName.set(name, known)
      this.#byUser.set(user, known)
    }
    let grants = known.get(namespace)
    if (!grants) known.set(namespace, (grants = this.#resolve(user, namespace)))
    return grants
  }

  #resolve(user: UserInfo, namespace: string): Grants {
    const granted: Grant[] = []
    const errors: string[] = []
    const bindings: readonly (RoleBinding | ClusterRoleBinding)[] = namespace === '' ? this.reader.clusterRoleBindings() : this.reader.roleBindings(namespace)
    for (const { metadata, roleRef, subjects } of bindings) {
      const subject = subjects?.find((each) => appliesTo(user, each, namespace))
      if (!subject) continue
      const rules = this.rulesOf(roleRef, namespace)
      const binding = namespace === '' ? `ClusterRoleBinding "${metadata.name}"` : `RoleBinding "${metadata.name}/${namespace}"`
      if (rules) granted.push({ rules, source: `${binding} of ${roleRef.kind} "${roleRef.name}" to ${describeSubject(subject, namespace)}` })
      else errors.push(`${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io "${roleRef.name}" not found`)
    }
    const isNamed = granted.some(({ rules }) => rules.some(({ resourceNames }) => resourceNames?.length))
    return { granted, errors, allowed: isNamed ? undefined : new Map() }
  }
}

/** Undefined where no rule allows the request. */
function decisionOf({ granted, allowed }: Grants, request: Attributes): Decision | undefined {
  if (!allowed || !request.isResource) return firstThatAllows(granted, request)
  const { verb, group, resource, subresource } = request
  const what = `${verb} ${group}/${resource}/${subresource}`
  let decision = allowed.get(what)
  if (!decision && !allowed.has(what)) allowed.set(what, (decision = firstThatAllows(granted, request)))
  return decision
}

function firstThatAllows(granted: readonly Grant[], request: Attributes): Decision | undefined {
  for (const { source, rules } of granted)
    for (const rule of rules) if (ruleAllows(rule, request)) return { allowed: true, reason: `RBAC: allowed by ${source}` }
  return undefined
}

/** Several errors as apimachinery joins them. */
function aggregate(errors: readonly string[]): string {
  const distinct = [...new Set(errors)]
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`
}
