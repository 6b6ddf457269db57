export default {
  forbidden: [
    { name: 'no-ring', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-folder-ring', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
  ],
  options: { parser: 'tsc', tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
};
