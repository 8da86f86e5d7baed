export { nearestWord as nearest } from '../../tutor/insight/nearest-word.ts'
