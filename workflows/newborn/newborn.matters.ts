/**
 * The matters in the city's list (事项清单): code, law and time limits of each. The real 12-digit basic codes (GB/T
 * 39554.1) are not in the papers we have: those below are synthetic, to be loaded from the city's list, and begin with
 * 9999 so that nobody takes them for real ones. The limits are the papers' and are to be confirmed from 办事指南.
 */
import { immediately, workingDays } from '../../src/core';

/** Where the papers name no law of its own: the regulation on sharing government data, in force since 2025-08-01. */
const DATA_SHARING = '政务数据共享条例';

export const matters = {
  birthCertificate: {
    matterCode: '999900000001',
    legalBasis: `民法典第一千零一十五条；${DATA_SHARING}`,
    limit: immediately,
  },
  householdRegistration: {
    matterCode: '999900000002',
    legalBasis: '户口登记条例',
    limit: { legal: workingDays(3), promised: workingDays(1) },
  },
  medicalInsurance: {
    matterCode: '999900000003',
    legalBasis: DATA_SHARING,
    limit: { legal: workingDays(1), promised: immediately },
  },
  citizenCard: { matterCode: '999900000004', legalBasis: DATA_SHARING, limit: workingDays(5) },
  vaccinationCertificate: { matterCode: '999900000005', legalBasis: '疫苗管理法第四十七条', limit: immediately },
  motherChildHandbook: { matterCode: '999900000006', legalBasis: DATA_SHARING, limit: immediately },
  childHealthHandbook: { matterCode: '999900000007', legalBasis: DATA_SHARING, limit: workingDays(1) },
  maternityBenefit: {
    matterCode: '999900000008',
    legalBasis: DATA_SHARING,
    limit: { legal: workingDays(10), promised: workingDays(5) },
  },
};
