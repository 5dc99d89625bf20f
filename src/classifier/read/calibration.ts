// written by `npm run fit:read`
/** By the share of misread strings among those answered, the confidence from which on it is reached. */
export const calibration = [{ error: 0.01, confidence: 0.754 }] as const
