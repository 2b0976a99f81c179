// Events of the audit log in Chinese.
import type { AuditEvent } from '@zoufang/shared/generated/AuditEvent'

export default {
  sign_in: '登录',
  sign_out: '退出',
  sign_in_failed: '登录失败',
  account_add: '新增账号',
  password_reset: '重置密码',
  code_issue: '发登记码',
  device_enrol: '登记设备',
  device_revoke: '停用设备',
  checklist_publish: '发布清单',
  roster_import: '导入名册',
  village_write: '村组设置',
  assign: '分派走访',
  visit_review: '审核走访',
  ledger_step: '问题办理',
  candidate_step: '监测程序',
  export: '导出',
  unmask: '查看完整号码',
} satisfies Record<AuditEvent, string>
