import { expect, test } from '@jest/globals'
import {
  asPrefix,
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isPortName,
  isQualifiedName,
} from '../../src/api/names.ts'

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const label1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

test('names are fine or refused in the words of Kubernetes', () => {
  expect([isDns1123Label('web-1'), isDns1123Subdomain('a.b'), isDns1035Label('svc'), isQualifiedName('example.com/app')]).toEqual([[], [], [], []])
  expect(isDns1123Label('Web')).toEqual([label])
  expect(isDns1123Label('a.b')).toEqual(['must not contain dots'])
  expect(isDns1123Label('a'.repeat(64))).toEqual(['must be no more than 63 characters'])
  expect(isDns1123Subdomain('web_1')).toEqual([subdomain])
  expect(isDns1035Label('1svc')).toEqual([label1035])
  expect(isQualifiedName('/x')).toEqual(['prefix part must be non-empty'])
  expect(isQualifiedName('a'.repeat(64))).toEqual(['name part must be no more than 63 bytes'])
  expect(isPathSegmentName('a/b%')).toEqual(["may not contain '/'", "may not contain '%'"])
  expect(isPortName('8080')).toEqual(['must contain at least one letter (a-z)'])
  expect(isConfigMapKey('..')).toEqual(["must not be '..'"])
  expect(asPrefix(isDns1123Subdomain)('web-')).toEqual([])
})
