/** Kubernetes' alphabet for generated names. Source: apimachinery pkg/util/rand. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** Five characters that make a name unlike others; `random` gives numbers in [0, 1). */
export const nameSuffix = (random: () => number): string => Array.from({ length: 5 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
