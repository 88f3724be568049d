import {
  askApplicant,
  atMostOnce,
  before,
  every,
  fact,
  handToCounter,
  learn,
  lifeEvent,
  loadDefinition,
  notApplicable,
  refuse,
  remind,
  settled,
  skip,
  step,
  wait,
  when,
  workingDays,
} from '../../src/core';
import { fields } from '../field-list';
import { birthCorrected } from './newborn.corrections';
import { matters } from './newborn.matters';
import { DAYS_WITHOUT_EXPLANATION } from './newborn.rules';
import { birthReported, nameTold } from './newborn.trigger';
import { newbornWords } from './newborn.words';

/** 新生儿出生「八事联办」: one report from the maternity ward, eight matters of six departments. */
export const newborn = loadDefinition(
  lifeEvent({
    name: 'newborn',
    version: 1,
    title: { 'zh-CN': '新生儿出生“一件事”', en: 'A child is born' },
    numberPrefix: 'NB',
    // 行政许可法第四十二条: matters handled jointly, 45 working days in all. Promised: as long as its longest matters.
    limit: { legal: workingDays(45), promised: workingDays(10) },
    warnDays: 2,

    trigger: birthReported,
    signals: { nameChosen: nameTold },
    corrections: birthCorrected,
    subject: { name: 'child', list: 'children', atMost: 3 },
    publicName: 'mother.name',
    words: newbornWords,

    facts: {
      householdOutsideCity: [true, false],
      unmarriedFollowingFather: [true, false],
      registration: ['within30Days', 'within1Year', 'over1Year'],
      'child.nameChosen': [true, false],
    },

    steps: {
      nameChosen: wait({
        title: { 'zh-CN': '等待取名', en: 'Waiting for the name' },
        per: 'child',
        unless: [when(fact('child.nameChosen'), notApplicable('name-known'))],
        signal: 'nameChosen',
        timers: [
          remind('day7', 7, 'birth.bornAt', 'citizen'),
          remind('day20', 20, 'birth.bornAt', 'citizen'),
          remind('day28', 28, 'birth.bornAt', 'citizen'),
          learn('after30Days', DAYS_WITHOUT_EXPLANATION + 1, 'birth.bornAt', { registration: 'within1Year' }),
          learn('after1Year', 366, 'birth.bornAt', { registration: 'over1Year' }),
        ],
        learns: { 'child.nameChosen': true },
        writes: fields`child.name child.lateExplanation child.parentageTest`,
      }),

      birthCertificate: step('health.issueBirthCertificate', {
        ...matters.birthCertificate,
        title: { 'zh-CN': '出生医学证明', en: 'Birth certificate' },
        per: 'child',
        needs: [settled('nameChosen')],
        reads: fields`
          birth.bornAt birth.hospitalCode birth.hospital birth.gestationWeeks birth.count
          child.name child.sex child.order child.weightGrams
          mother.name mother.idType mother.idNumber father.name? father.idType? father.idNumber?
          child.lateExplanation? child.parentageTest? birth.singleParentStatement?`,
        writes: fields`child.birthCertificateNumber`,
        proofs: ['parentsIdentity', 'singleParentStatement'],
        repeat: 'sameKeySameAnswer',
        // All but the last can be put right within the case: a second report of the same birth would find this one.
        onRefusal: {
          'name-not-allowed': askApplicant,
          'explanation-missing': askApplicant,
          'parentage-test-missing': askApplicant,
          'facts-contradict': askApplicant,
          'certificate-exists': handToCounter('certificate-exists'),
          otherwise: refuse,
        },
        undo: 'health.voidBirthCertificate',
        amend: 'health.reissueBirthCertificate',
      }),

      householdRegistration: step('police.registerHousehold', {
        ...matters.householdRegistration,
        title: { 'zh-CN': '户口登记', en: 'Household registration' },
        per: 'child',
        needs: ['birthCertificate'],
        unless: [
          when(fact('householdOutsideCity'), handToCounter('household-outside-city')),
          when(fact('unmarriedFollowingFather'), handToCounter('parentage-test-at-counter')),
        ],
        onUnmetNeed: skip('no-birth-certificate'),
        reads: fields`
          child.birthCertificateNumber child.name child.sex birth.bornAt
          household.follow household.number household.divisionCode
          mother.name mother.idNumber father.name? father.idNumber?
          marriage.status marriage.certificateNumber? marriage.statement?`,
        writes: fields`child.idNumber`,
        proofs: ['birthCertificate', 'householdBook', 'marriageOrStatement'],
        repeat: 'sameKeySameAnswer',
        onRefusal: {
          'documents-doubtful': askApplicant,
          'proof-missing': askApplicant,
          'household-unknown': askApplicant,
          otherwise: refuse,
        },
        undo: 'police.cancelHouseholdEntry',
        amend: 'police.correctHouseholdEntry',
      }),

      medicalInsurance: step('medicalInsurance.enrolNewborn', {
        ...matters.medicalInsurance,
        title: { 'zh-CN': '新生儿医保参保', en: 'Medical insurance' },
        per: 'child',
        needs: ['householdRegistration'],
        onUnmetNeed: handToCounter('id-number-not-known'),
        reads: fields`child.idNumber child.name birth.bornAt insurance.payer insurance.payerIdNumber`,
        writes: fields`child.insuredNumber child.coveredFrom`,
        proofs: ['householdBook'],
        repeat: 'sameKeySameAnswer',
        onRefusal: {
          'already-enrolled': handToCounter('already-enrolled'),
          'id-number-unknown': handToCounter('id-number-unknown'),
          otherwise: refuse,
        },
        undo: 'medicalInsurance.cancelEnrolment',
        amend: 'medicalInsurance.correctEnrolment',
      }),

      citizenCard: step('humanResources.issueCitizenCard', {
        ...matters.citizenCard,
        title: { 'zh-CN': '市民卡', en: 'Citizen card' },
        per: 'child',
        needs: ['householdRegistration'],
        onUnmetNeed: handToCounter('id-number-not-known'),
        reads: fields`child.idNumber child.name residence.address mother.name mother.phone`,
        writes: fields`child.cardNumber`,
        proofs: ['householdBook'],
        repeat: 'sameKeySameAnswer',
        undo: 'humanResources.stopCitizenCard',
        amend: 'humanResources.reissueCitizenCard',
      }),

      vaccinationCertificate: step('diseaseControl.openVaccinationRecord', {
        ...matters.vaccinationCertificate,
        title: { 'zh-CN': '预防接种证', en: 'Vaccination certificate' },
        per: 'child',
        reads: fields`birth.bornAt birth.hospitalCode child.order child.sex mother.name mother.idNumber`,
        writes: fields`child.vaccinationNumber`,
        later: { 'child.idNumber': { tell: 'diseaseControl.addIdNumber', undo: 'diseaseControl.removeIdNumber' } },
        repeat: 'sameKeySameAnswer',
        undo: 'diseaseControl.closeVaccinationRecord',
        amend: 'diseaseControl.correctVaccinationRecord',
      }),

      motherChildHandbook: step('maternalChildHealth.linkMotherChildHandbook', {
        ...matters.motherChildHandbook,
        title: { 'zh-CN': '母子健康手册', en: 'Mother and child handbook' },
        per: 'child',
        reads: fields`
          birth.bornAt birth.gestationWeeks child.order child.sex child.weightGrams
          mother.name mother.idNumber`,
        writes: fields`child.handbookNumber`,
        repeat: 'sameKeySameAnswer',
        undo: 'maternalChildHealth.unlinkMotherChildHandbook',
        amend: 'maternalChildHealth.correctMotherChildHandbook',
      }),

      childHealthHandbook: step('maternalChildHealth.openChildHealthRecord', {
        ...matters.childHealthHandbook,
        title: { 'zh-CN': '儿童保健册', en: 'Child health handbook' },
        per: 'child',
        reads: fields`
          birth.bornAt child.order child.sex residence.address residence.divisionCode
          mother.name mother.idNumber`,
        writes: fields`child.healthRecordNumber`,
        later: {
          'child.idNumber': { tell: 'maternalChildHealth.addIdNumber', undo: 'maternalChildHealth.removeIdNumber' },
        },
        repeat: 'sameKeySameAnswer',
        undo: 'maternalChildHealth.closeChildHealthRecord',
        amend: 'maternalChildHealth.correctChildHealthRecord',
      }),

      maternityBenefit: step('medicalInsurance.decideMaternityBenefit', {
        ...matters.maternityBenefit,
        title: { 'zh-CN': '生育保险待遇', en: 'Maternity benefit' },
        needs: [every('birthCertificate')],
        onUnmetNeed: skip('no-birth-certificate'),
        reads: fields`
          mother.idNumber mother.name birth.bornAt birth.count birth.deliveryKind
          payout.account payout.bank`,
        writes: fields`benefit.decisionNumber benefit.amount benefit.days`,
        proofs: ['birthCertificate', 'motherInsurance'],
        repeat: 'sameKeySameAnswer',
        onRefusal: {
          'mother-not-insured': notApplicable('mother-not-insured'),
          'mother-insured-elsewhere': handToCounter('mother-insured-elsewhere'),
          'benefit-already-decided': notApplicable('benefit-already-decided'),
          otherwise: refuse,
        },
        undo: 'medicalInsurance.recoverMaternityBenefit',
        amend: 'medicalInsurance.redecideMaternityBenefit',
      }),
    },

    always: [
      before('birthCertificate', 'householdRegistration'),
      before('householdRegistration', 'medicalInsurance'),
      before('householdRegistration', 'citizenCard'),
      before('birthCertificate', 'maternityBenefit'),
      atMostOnce('maternityBenefit'),
    ],
  }),
);
