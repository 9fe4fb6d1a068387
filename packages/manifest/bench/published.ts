// What is published is what is measured, not the source: by the package's own name, which leads to what was built.
// oxlint-disable-next-line nxjs/enforce-module-boundaries
export * from '@cord/manifest';
