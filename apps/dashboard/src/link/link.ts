/** How the page stands with the backend's push channel. */
export type Link = { state: 'connecting' } | { state: 'live' } | { state: 'lost'; sinceMs: number; reason: string };
