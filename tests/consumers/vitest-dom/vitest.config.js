// The same tests in both environments.
const project = (environment) => ({ test: { name: environment, environment } });

export default { test: { projects: [project("jsdom"), project("happy-dom")] } };
