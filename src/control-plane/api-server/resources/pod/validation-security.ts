/** Security contexts. Models validatePodSpecSecurityContext and ValidateSecurityContext of pkg/apis/core/validation. */
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { AppArmorProfile, PodSecurityContext, PodSpec, SeccompProfile, SecurityContext } from '../../../../api/types.ts'
import { descendingPath } from '../checks.ts'
import { internalValue } from '../internal-json.ts'

const maxId = 2147483647
const idText = `must be between 0 and ${maxId}, inclusive`
const id = (path: string, value: number | undefined): FieldError[] =>
  value !== undefined && (value < 0 || value > maxId) ? [invalidValue(path, value, idText)] : []

export function validatePodSecurityContext(spec: PodSpec, specPath: string): FieldError[] {
  const context = spec.securityContext
  const path = `${specPath}.securityContext`
  if (!context) return []
  const shared = spec.shareProcessNamespace && spec.hostPID
  return [
    ...id(`${path}.fsGroup`, context.fsGroup),
    ...id(`${path}.runAsUser`, context.runAsUser),
    ...id(`${path}.runAsGroup`, context.runAsGroup),
    ...(context.supplementalGroups ?? []).flatMap((group, i) => id(`${path}.supplementalGroups[${i}]`, group)),
    ...(shared ? [invalidValue(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')] : []),
    ...validateSysctls(context, `${path}.sysctls`),
    ...choice(`${path}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']),
    ...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`),
    ...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`),
    ...choice(`${path}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, ['Merge', 'Strict']),
    ...choice(`${path}.seLinuxChangePolicy`, context.seLinuxChangePolicy, ['MountOption', 'Recursive']),
  ]
}

const choice = (path: string, value: string | undefined, supported: readonly string[]): FieldError[] =>
  value === undefined || supported.includes(value) ? [] : [notSupported(path, value, supported)]

const sysctlName = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'

function validateSysctls({ sysctls = [] }: PodSecurityContext, path: string): FieldError[] {
  const seen = new Set<string>()
  return sysctls.flatMap(({ name }, i) => {
    const at = `${path}[${i}].name`
    if (!name) return [required(at)]
    if (name.length > 253 || !new RegExp(sysctlName).test(name))
      return [invalidValue(at, name, `must have at most 253 characters and match regex ${sysctlName}`)]
    const errors = seen.has(name) ? [duplicate(at, name)] : []
    seen.add(name)
    return errors
  })
}

export function validateSecurityContext(context: SecurityContext | undefined, path: string): FieldError[] {
  if (!context) return []
  const errors = [...id(`${path}.runAsUser`, context.runAsUser), ...id(`${path}.runAsGroup`, context.runAsGroup)]
  errors.push(...choice(`${path}.procMount`, context.procMount, ['Default', 'Unmasked']))
  errors.push(...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`))
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged)
      errors.push(invalidValue(path, internalValue(context, 'SecurityContext'), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'))
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN'))
      errors.push(
        invalidValue(path, internalValue(context, 'SecurityContext'), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'),
      )
  }
  return [...errors, ...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`)]
}

function validateSeccomp(profile: SeccompProfile | undefined, path: string): FieldError[] {
  if (!profile) return []
  const errors: FieldError[] = profile.type
    ? choice(`${path}.type`, profile.type, ['Localhost', 'RuntimeDefault', 'Unconfined'])
    : [required(`${path}.type`, 'type is required when seccompProfile is set')]
  if (profile.type === 'Localhost') {
    if (profile.localhostProfile === undefined) errors.push(required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost'))
    else errors.push(...descendingPath(`${path}.localhostProfile`, profile.localhostProfile))
  } else if (profile.localhostProfile !== undefined)
    errors.push(invalidValue(`${path}.localhostProfile`, internalValue(profile, 'SeccompProfile'), 'can only be set when seccomp type is Localhost'))
  return errors
}

function validateAppArmor(profile: AppArmorProfile | undefined, path: string): FieldError[] {
  if (!profile) return []
  const { type, localhostProfile } = profile
  const errors: FieldError[] = type
    ? choice(`${path}.type`, type, ['Localhost', 'RuntimeDefault', 'Unconfined'])
    : [required(`${path}.type`, 'type is required when appArmorProfile is set')]
  if (type === 'Localhost' && !localhostProfile) errors.push(required(`${path}.localhostProfile`, 'must be set when AppArmor type is Localhost'))
  if (type !== 'Localhost' && localhostProfile !== undefined)
    errors.push(invalidValue(`${path}.localhostProfile`, localhostProfile, 'can only be set when AppArmor type is Localhost'))
  return errors
}

/** A user namespace of the pod's own excludes the host's other namespaces. */
export function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return []
  const fields: readonly [boolean | undefined, string][] = [
    [spec.hostNetwork, 'hostNetwork'],
    [spec.hostPID, 'HostPID'],
    [spec.hostIPC, 'HostIPC'],
  ]
  return fields.filter(([set]) => set).map(([, field]) => forbiddenField(`${path}.${field}`, 'when `pod.Spec.HostUsers` is false'))
}
