/** Without it LaunchDarkly reads the body as a JSON patch and answers 400. */
export const semanticPatch = {
  'content-type': 'application/json; domain-model=launchdarkly.semanticpatch',
};
