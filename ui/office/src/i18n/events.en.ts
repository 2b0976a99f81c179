// Events of the audit log in English.
import type { AuditEvent } from '@zoufang/shared/generated/AuditEvent'

export default {
  sign_in: 'signed in',
  sign_out: 'signed out',
  sign_in_failed: 'sign-in failed',
  account_add: 'account added',
  password_reset: 'password reset',
  code_issue: 'enrolment code issued',
  device_enrol: 'device enrolled',
  device_revoke: 'device revoked',
  checklist_publish: 'checklist published',
  roster_import: 'roster imported',
  village_write: 'Village',
  assign: 'work assigned',
  visit_review: 'visit reviewed',
  ledger_step: 'step of a problem',
  candidate_step: 'step of a lead',
  export: 'exported',
  unmask: 'A number shown whole',
} satisfies Record<AuditEvent, string>
