/** 出生医学证明 in Zhejiang: within 30 days the form and the parents' IDs; then an explanation; after a year a test [S30]. */
export const CERTIFICATE_LIMITS = {
  source: '浙江省出生医学证明管理办法 [S30]',
  explanationAfterDays: 30,
  parentageTestAfterYears: 1,
} as const;

/** Wide enough for every real birth; what lies outside is a slip of the pen. */
export const PLAUSIBLE = {
  gestationWeeks: { from: 20, to: 45 },
  weightGrams: { from: 300, to: 8000 },
  babies: { from: 1, to: 8 },
} as const;
