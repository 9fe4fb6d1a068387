import type { AccessPoint } from '../softap/messages.js';

/** The radio around a simulated cord: which networks there are and what lets a cord in. */
export interface SimulatedWifi {
  accessPoints: readonly AccessPoint[];
  /** By SSID. */
  passwords: Readonly<Record<string, string>>;
}

export function canJoin(wifi: SimulatedWifi, ssid: string, password: string): boolean {
  return Object.hasOwn(wifi.passwords, ssid) && wifi.passwords[ssid] === password;
}
