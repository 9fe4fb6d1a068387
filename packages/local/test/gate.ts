/** Holds up whoever awaits `passed` until `open` is called. */
export interface Gate {
  passed: Promise<void>;
  open: () => void;
}

export function createGate(): Gate {
  const gate = new EventTarget();
  const passed = new Promise<void>((resolve) => gate.addEventListener('open', () => resolve()));
  return { passed, open: () => gate.dispatchEvent(new Event('open')) };
}
