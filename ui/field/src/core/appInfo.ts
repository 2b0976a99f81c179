import { invoke } from '@tauri-apps/api/core'

/** What the Rust core says of itself. */
export interface AppInfo {
  version: string
}

export function appInfo(): Promise<AppInfo> {
  return invoke<AppInfo>('app_info')
}
