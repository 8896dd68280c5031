declare module 'secp256k1/bindings.js' {
  const bindings: {
    ecdsaSign(digest: Uint8Array, secretKey: Uint8Array): { readonly signature: Uint8Array };
    publicKeyCreate(secretKey: Uint8Array, compressed: boolean): Uint8Array;
    publicKeyVerify(publicKey: Uint8Array): boolean;
    ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  };
  // biome-ignore lint/style/noDefaultExport: the package has no other export
  export default bindings;
}
