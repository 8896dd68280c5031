declare module 'secp256k1/bindings.js' {
  const bindings: {
    publicKeyVerify(publicKey: Uint8Array): boolean;
    ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  };
  // biome-ignore lint/style/noDefaultExport: the package has no other export
  export default bindings;
}
