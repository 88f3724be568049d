import type { PauseCode, Role, Text } from '../../core';
import type { HoldupKind } from '../../engine/holdup-kind';
import type { InstanceStatus } from '../../engine/instance';

/**
 * What is said of whatever a case waits for: why it does not go on, and what unblocks it. `{on}` is who must act,
 * `{after}` the steps that come first.
 */
export const holdupTexts: Readonly<Record<HoldupKind, { readonly why: Text; readonly unblockedBy: Text }>> = {
  'needs-steps': {
    why: { 'zh-CN': '等待前置事项办结：{after}', en: 'Waits for what comes before it: {after}' },
    unblockedBy: {
      'zh-CN': '前置事项办结后自动开始；目前须由{on}办理',
      en: 'Begins by itself as soon as that has ended; at the moment it is for {on} to act',
    },
  },
  'department-next': {
    why: { 'zh-CN': '即将提交{on}办理', en: 'About to be handed to {on}' },
    unblockedBy: {
      'zh-CN': '系统自动提交，{on}答复后继续',
      en: 'Handed over by itself; goes on when {on} has answered',
    },
  },
  'department-again': {
    why: { 'zh-CN': '{on}上次未能办理，系统将自动重试', en: 'The last attempt with {on} failed; it is tried again' },
    unblockedBy: {
      'zh-CN': '{on}恢复后，系统自动重试即可继续；多次失败将转运维人员处理',
      en: 'Goes on when {on} takes it; after too many attempts an operator is asked',
    },
  },
  'department-closed': {
    why: { 'zh-CN': '{on}目前不在服务时间内', en: 'Outside the opening hours of {on}' },
    unblockedBy: { 'zh-CN': '{on}开始服务后自动继续', en: 'Goes on by itself when {on} can be reached again' },
  },
  'department-silent': {
    why: {
      'zh-CN': '{on}的系统没有响应，已暂停提交',
      en: 'The system of {on} does not answer; it is not called for now',
    },
    unblockedBy: { 'zh-CN': '{on}的系统恢复后自动继续', en: 'Goes on by itself when the system of {on} is back' },
  },
  'department-working': {
    why: { 'zh-CN': '{on}正在办理', en: '{on} is at work on it' },
    unblockedBy: { 'zh-CN': '{on}作出答复', en: 'The answer of {on}' },
  },
  'outcome-unknown': {
    why: { 'zh-CN': '{on}是否已办理尚不明确', en: 'Whether {on} has done it is not known' },
    unblockedBy: { 'zh-CN': '系统向{on}查询结果', en: '{on} is asked what has become of it' },
  },
  'task-open': {
    why: { 'zh-CN': '等待{on}领取并办理', en: 'Waits to be taken on by {on}' },
    unblockedBy: { 'zh-CN': '{on}领取任务并作出决定', en: '{on} claims the task and decides it' },
  },
  'task-claimed': {
    why: { 'zh-CN': '{on}已领取，正在办理', en: 'Claimed by {on}, not decided yet' },
    unblockedBy: { 'zh-CN': '{on}作出决定', en: 'The decision of {on}' },
  },
  correction: {
    why: { 'zh-CN': '等待{on}补正', en: 'Waits for {on} to put the application right' },
    unblockedBy: { 'zh-CN': '{on}按要求补正后重新提交', en: '{on} puts right what is listed and sends it again' },
  },
  advice: {
    why: { 'zh-CN': '已请示{on}，等待答复', en: 'Put to {on} for advice' },
    unblockedBy: { 'zh-CN': '{on}答复请示', en: 'The advice of {on}' },
  },
  'second-person': {
    why: {
      'zh-CN': '决定已拟定，等待{on}另一人复核',
      en: 'Decided by one person; a second one of {on} must confirm it',
    },
    unblockedBy: { 'zh-CN': '{on}另一人复核', en: 'A second person of {on} confirms it or sends it back' },
  },
  incident: {
    why: { 'zh-CN': '出现异常，等待{on}处理', en: 'Held up by an incident that {on} must look into' },
    unblockedBy: { 'zh-CN': '{on}处理异常：重试、跳过或办结', en: '{on} retries, skips or resolves the incident' },
  },
  signal: {
    why: { 'zh-CN': '等待{on}提供信息', en: 'Waits to be told by {on}' },
    unblockedBy: { 'zh-CN': '{on}提交所等待的信息', en: 'What {on} is asked to tell' },
  },
  date: {
    why: { 'zh-CN': '等待期限届至', en: 'Waits for a date' },
    unblockedBy: { 'zh-CN': '到期后自动继续，{on}', en: 'Goes on by itself on that date; {on} has to act' },
  },
  stalled: {
    why: { 'zh-CN': '没有可以继续的事项', en: 'Nothing is open that could move it' },
    unblockedBy: { 'zh-CN': '系统将报告异常，由{on}处理', en: 'An incident is opened for {on}' },
  },
};

/** How a case stands as a whole. */
export const statusTexts: Readonly<Record<InstanceStatus, Text>> = {
  accepted: { 'zh-CN': '已受理', en: 'Accepted' },
  running: { 'zh-CN': '办理中', en: 'Under way' },
  completed: { 'zh-CN': '全部事项已办结', en: 'Every matter has been done' },
  partiallyCompleted: {
    'zh-CN': '能办的事项均已办结，其余事项已说明原因',
    en: 'All that could be done has been done; each other matter says why not',
  },
  rejected: { 'zh-CN': '不予办理', en: 'Rejected' },
  withdrawn: { 'zh-CN': '申请人已撤回', en: 'Withdrawn by the applicant' },
  cancelled: { 'zh-CN': '已取消', en: 'Cancelled by an officer' },
  revoked: { 'zh-CN': '已撤销', en: 'Revoked' },
};

export const actorTexts = {
  applicant: { 'zh-CN': '申请人', en: 'the applicant' },
  operator: { 'zh-CN': '运维人员', en: 'an operator' },
  nobody: { 'zh-CN': '无须任何人操作', en: 'nobody' },
} as const satisfies Record<string, Text>;

export const roleTexts: Readonly<Record<Role, Text>> = {
  hospital: { 'zh-CN': '医院', en: 'the hospital' },
  departmentStaff: { 'zh-CN': '部门工作人员', en: 'department staff' },
  departmentSystem: { 'zh-CN': '部门系统', en: 'the system of the department' },
  socialSecurityStaff: { 'zh-CN': '社保经办人员', en: 'social security staff' },
  citizen: { 'zh-CN': '群众本人', en: 'the citizen' },
  entrepreneur: { 'zh-CN': '企业经办人', en: 'the entrepreneur' },
  agent: { 'zh-CN': '帮办代办人员', en: 'the agent' },
  supervisor: { 'zh-CN': '主管人员', en: 'a supervisor' },
  auditor: { 'zh-CN': '审计人员', en: 'an auditor' },
  catalogueAdmin: { 'zh-CN': '事项目录管理员', en: 'the administrator of the catalogue' },
  operator: { 'zh-CN': '运维人员', en: 'an operator' },
};

/** Why a time limit stands still. */
export const pauseTexts: Readonly<Record<PauseCode, Text>> = {
  hearing: { 'zh-CN': '听证', en: 'a hearing' },
  tender: { 'zh-CN': '招标', en: 'a tender' },
  auction: { 'zh-CN': '拍卖', en: 'an auction' },
  inspection: { 'zh-CN': '检验', en: 'an inspection' },
  test: { 'zh-CN': '检测', en: 'a test' },
  quarantine: { 'zh-CN': '检疫', en: 'quarantine' },
  appraisal: { 'zh-CN': '鉴定', en: 'an appraisal' },
  'expert-review': { 'zh-CN': '专家评审', en: 'a review by experts' },
  correction: { 'zh-CN': '申请人补正', en: 'the applicant puts the application right' },
  'nothing-owed': { 'zh-CN': '目前没有部门须办理的事项', en: 'no department owes anything at the moment' },
};
