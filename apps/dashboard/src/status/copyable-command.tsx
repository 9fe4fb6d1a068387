import { useState } from 'preact/hooks';

/** A command line with a button that copies it. */
export function CopyableCommand({ command }: { command: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
  };
  return (
    <div class="command">
      <code>{command}</code>
      {/* A page that did not come over loopback or TLS has no clipboard. */}
      {isSecureContext && (
        <button type="button" onClick={() => void copy()} aria-label={`Copy: ${command}`}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
      )}
    </div>
  );
}
