import { testChapter } from './gates.ts'

// The longest of all, and of the files that jest does not know yet it begins with the largest: so this says a little more than
// the others, and the second core is not left with nothing to do at the end.
testChapter('access')
