import tseslint from "typescript-eslint";

/**
 * The one-way rule of the house: apps → projections → event-store → domain. Each folder names what it
 * may not import, so that a wrong arrow fails `npm run lint` with the reason.
 */
function mayNotImport(layers, reason) {
  return {
    "no-restricted-imports": [
      "error",
      { patterns: layers.map((layer) => ({ regex: `^${layer}`, message: reason })) },
    ],
  };
}

const PURE =
  "The domain is pure: no framework, no I/O, no clock, no randomness. Pass the value in with the command.";

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "coverage/", "var/"] },
  ...tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      // Leaving a property out by destructuring is the plain way to say "all but this".
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-invalid-void-type": "off",
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    files: ["libs/domain/src/**/*.ts"],
    rules: {
      ...mayNotImport(["node:", "@nestjs/", "fastify", "#event-store/", "#projections/", "#ledger/"], PURE),
      "no-restricted-globals": [
        "error",
        ...["process", "fetch", "setTimeout", "setInterval", "crypto", "performance"].map((name) => ({
          name,
          message: PURE,
        })),
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: PURE },
        { object: "Math", property: "random", message: PURE },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: PURE },
        {
          selector: "CallExpression[callee.name='parseFloat']",
          message: "Money is never a float: parse it with money.ts.",
        },
      ],
    },
  },
  {
    files: ["libs/event-store/src/**/*.ts"],
    rules: mayNotImport(
      ["@nestjs/", "#projections/", "#ledger/"],
      "event-store may import the domain only (apps → projections → event-store → domain).",
    ),
  },
  {
    files: ["libs/projections/src/**/*.ts"],
    rules: mayNotImport(
      ["@nestjs/", "#ledger/"],
      "projections may import event-store and domain only (apps → projections → event-store → domain).",
    ),
  },
  {
    // Tests may build fakes; a spec of the domain may read files with cases.
    files: ["**/*.spec.ts", "**/*.contract.ts", "test/**/*.ts"],
    rules: { "no-restricted-imports": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    // The command line and the scripts speak to people through the console.
    files: ["bin/**", "scripts/**"],
    rules: { "no-console": "off" },
  },
);
