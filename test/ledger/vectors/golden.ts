/**
 * Encodings of this version, part by part: whoever changes one of them changes what every node must agree on. They are
 * those of the story in `story.ts`, where every signature and nonce is always the same.
 */

/** Named parts in their order on the wire, in hex. */
export type Parts = readonly (readonly [part: string, hex: string])[];

export const goldenGenesisIds = {
  devnet: '6b7aec5cc9879f7de522ec5b8d48a5e5e31293f8acbcdb09dfea664f6a811e78',
  regtest: 'faf237042dfcfb440b50ab0ea51e180bb8daaf2685db743f90fbe68ad711dce8',
} as const;

export interface GoldenTransaction {
  readonly operation: string;
  readonly id: string;
  readonly wid: string;
  readonly parts: Parts;
}

/** The first transaction of every operation. */
export const goldenTransactions: readonly GoldenTransaction[] = [
  {
    operation: 'coins.transfer',
    id: '65b736fe20ee94e3d4bae438f318204d2cb41c35b90e0236ccd6585a4ac73ea1',
    wid: '3041d304d80aac123f81d50579acd8e5fddad5c2a4aa5a9b7922f7ec1af2c51e',
    parts: [
      ['network', 'faf23704'],
      ['author', '02e3150edc487e2f6d1ab72d6cfefb222d047031d0d4a6ff911f2ba470d4038ec5'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', 'b100000000000000'],
      ['expiry', '00000000'],
      ['operation', '10'],
      ['to', '025b83353328478df7f998d52c0aa34bc3ca484c19a5cf5b9484cef48682cd674a'],
      ['amount', '60e3160000000000'],
      ['memo', '0d00706f7572206c6520636166c3a9'],
      [
        'signature',
        '5518b18d2348b16518e89c1d9510a7352c216ada6c371a85035222648f6b084068d2000589a355de061675d981c310e2da5d3010e05d0262232a2ac21c2010cd',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'cars.manufacture',
    id: '4414b70e1d2d73de3832d803ba3516c2eff7330f460d9795d1fc900b0db06fd7',
    wid: 'fb31d11e12688a10d0fc08c81f5b0d55713bccd7722a50d8556f7d4d1df0fc2f',
    parts: [
      ['network', 'faf23704'],
      ['author', '030dbf309e27bb2bc28f08c903d6823dee4759be5678ad7776b051cc28a17a9587'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', 'c300000000000000'],
      ['expiry', '00000000'],
      ['operation', '40'],
      ['vin', '574d575850374335303030303030303031'],
      ['make', '04004d494e49'],
      ['model', '0800436f6f7065722053'],
      ['year', 'ea07'],
      ['country', '4742'],
      ['technical', '010600706574726f6c01830001ce0701e204000001040103007265640106004575726f2036'],
      [
        'signature',
        'ca721de72d8f1c746723c4bd08404e3867a59ceb07c381afaf7d4dfd9d8e35c14455caa1a0c71f107b421c468020869b86b235105797d06a918ddbad93ce75d1',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'cars.assignPlate',
    id: 'dedc36c851b43b70d9ebec20e80e2824e2060ed93c5aedc7d36d995faeaff48f',
    wid: 'ce049185c2c20fb62cf69f1c54ebd0470ae6f99b06f30544c2bc3d4afeff4e60',
    parts: [
      ['network', 'faf23704'],
      ['author', '028c8af4bfc989abc494bc617b038259d8b3cd7d45eadc193e3b47573c34289c56'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', '9700000000000000'],
      ['expiry', '00000000'],
      ['operation', '42'],
      ['vin', '574d575850374335303030303030303031'],
      ['country', '4652'],
      ['plate', '090041422d3132332d4344'],
      [
        'signature',
        '8ec702af16eae6e10f899aab861a5f12227f1c7745b31951bade26116ba38022363ddd927fb6355912839b9ef8c5a86aaae6268aea53ad762c7697a666017130',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'cars.import',
    id: '20240fabbd3fbf8bedc59bbf943340e0d809799d2b8ec7eaa4b3557fd08ca76d',
    wid: '934d49cce635810d8a8b83a9793043294591190366c1460fd8650e55f0787f22',
    parts: [
      ['network', 'faf23704'],
      ['author', '03062881392e38394cc3b3a5b86e47f0965f7fa249df9d942df803171e4f9d419e'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', '3001000000000000'],
      ['expiry', '00000000'],
      ['operation', '41'],
      ['vin', '5756575a5a5a314b5a4157303030303031'],
      ['make', '0a00566f6c6b73776167656e'],
      ['model', '0400476f6c66'],
      ['year', 'da07'],
      ['country', '4445'],
      ['technical', '00000000000000'],
      ['readOn', 'e64f'],
      ['value', '20bf0200'],
      ['unit', '00'],
      ['owner', '033e429be7efbef6b732ff1cc3c52f65f5952a6e669ef422e54eaa6f4a3c1f07a2'],
      [
        'signature',
        'a101842ec16c332631cbbd091115dc645817114494565086a5de354f4657b7d01c3585a652174460300af4d897cce2005a16fbfa4fea1ee6f21c6a84e2e8579a',
      ],
      ['cosignatures', '0100'],
      ['key', '033e429be7efbef6b732ff1cc3c52f65f5952a6e669ef422e54eaa6f4a3c1f07a2'],
      [
        'signature',
        'f7ae0e63ef3189beefd5e3b79ce499caea0241efbffa649e2054b4e2fafb15be5e1bceba91f96801ae0ea7a062a31b37dcd7227cbc0609d826b244482e5c0503',
      ],
    ],
  },
  {
    operation: 'cars.service',
    id: '0a5067e89395ad387f4f1721073eea34b41ec5a6781199f20fbc13eb6f3b4729',
    wid: '64b86ee6663948599904515ac11832e9c0fe61351cf94902eedb2876e29de8f8',
    parts: [
      ['network', 'faf23704'],
      ['author', '02871c2ff0fc540874463bb9391cf9d6be9f6e5daefc044e75e9037dc58d107054'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', '9c00000000000000'],
      ['expiry', '00000000'],
      ['operation', '44'],
      ['vin', '574d575850374335303030303030303031'],
      ['readOn', '7c50'],
      ['value', '7c2e0000'],
      ['unit', '00'],
      ['work', '06006272616b6573'],
      ['note', '0000'],
      ['corrects', '00'],
      [
        'signature',
        'fc6d19508173d0dfb2315352a3d0faa5c829a2b2023842cb5f16610311149f92665d3477653947cabcb8d8c0e0fc9d5f43782da0fa8389c5ab3ad8cd250c6e3f',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'cars.inspect',
    id: '3ac8c095828d396a70ded3d737012c34206b37208a3cd01352c4a9da6f7c00f9',
    wid: 'fc6fd5402c2b5dfdd2904042d5d1f5e925035362fc948e8325237a77fc854348',
    parts: [
      ['network', 'faf23704'],
      ['author', '03062881392e38394cc3b3a5b86e47f0965f7fa249df9d942df803171e4f9d419e'],
      ['payer', '00'],
      ['nonce', '01000000'],
      ['fee', 'a800000000000000'],
      ['expiry', '00000000'],
      ['operation', '43'],
      ['vin', '574d575850374335303030303030303031'],
      ['readOn', '7d50'],
      ['value', '08520000'],
      ['unit', '00'],
      ['odometer', '00'],
      ['result', '01'],
      ['deficiencies', '02000500776970657209006c656674206c616d70'],
      ['corrects', '00'],
      [
        'signature',
        '6edc4cd27feb09859eaa86ca5ab70d4719979199dbd483124b9f4edecc9c1d3e1ea68b3e7fbcc7aafca50405052b1967b5effebb73e5a429d8f51cb7b05f1592',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'cars.flag',
    id: 'cd984f786a0d5170f4cbe1c0c0c6941326c12614bc2269b44c062384b87bbf4b',
    wid: '8402691c5fed66c90de8a678e12c95f0291b8790a7b1d3fcbf62b8736b054f91',
    parts: [
      ['network', 'faf23704'],
      ['author', '03b56388dd6b950c2e37d7587054881b0566a2367be359a4176f646a3fb287a5a5'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', '8c00000000000000'],
      ['expiry', '00000000'],
      ['operation', '45'],
      ['vin', '574d575850374335303030303030303031'],
      ['flag', '02'],
      ['set', '01'],
      [
        'signature',
        'c90f984093e2241e963f1927f33ce3762926cc8c93025284ecd0964171cdba712a09cab6b53f03bf30c4a65520c8fd2f71dd50ba772c4b4116dad36cb241ea4f',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'cars.retire',
    id: 'a0524d0a9918578cc4ddd53669fe4ec84e79418870b656fff3d12e250245254e',
    wid: 'c59c66b0a653d3a532905e296c129fceccc2dcbded6568e3147b593f3af63327',
    parts: [
      ['network', 'faf23704'],
      ['author', '030dbf309e27bb2bc28f08c903d6823dee4759be5678ad7776b051cc28a17a9587'],
      ['payer', '010232c092d311f5828d45bafa30d2d7ed87734c4411cc15a380d32a6a8b2e522fa1'],
      ['nonce', '02000000'],
      ['fee', '9001000000000000'],
      ['expiry', '00000000'],
      ['operation', '46'],
      ['vin', '574d575850374335303030303030303032'],
      ['reason', '01'],
      ['inspector', '0103062881392e38394cc3b3a5b86e47f0965f7fa249df9d942df803171e4f9d419e'],
      [
        'signature',
        'dc56e0a24cf5ac175de59729aa089d1639e831b167b08424077609ce4f560f0f7deda1b9fd7675fefa5a49fe2d598bf278ababa6dd00a88e4d8674183935be76',
      ],
      ['cosignatures', '0200'],
      ['key', '03062881392e38394cc3b3a5b86e47f0965f7fa249df9d942df803171e4f9d419e'],
      [
        'signature',
        'bbd3d028f4934bdcb8854765e58233c3acc3383e94ecd8b83f0f21bb6cd1e2ad78d49b9c729a97467f2891b2f4dafac1bbd4a4864a7fd74a35c471b65ffa1a96',
      ],
      ['key', '0232c092d311f5828d45bafa30d2d7ed87734c4411cc15a380d32a6a8b2e522fa1'],
      [
        'signature',
        '5ecbc9be1b3fef7c38879887d84ef8bbac1f2cd8241f77d50f58b06fb7f9213776f5abf05ec711ff37e1abb4f90c53d1cc573cf0e3485f3243cf1e7a2dfc5677',
      ],
    ],
  },
];

/** Block 1: its header, the first ten parts, has 183 bytes and its id is their SHA-256. */
export const goldenBlock: { readonly id: string; readonly parts: Parts } = {
  id: '5dd4906b79fcc20792f2dfa1b2920e1b7b42257f6bc9edc382b8c9d716942523',
  parts: [
    ['version', '0100'],
    ['height', '01000000'],
    ['time', 'e8abda769b010000'],
    ['bits', 'ffff7f20'],
    ['parent', 'faf237042dfcfb440b50ab0ea51e180bb8daaf2685db743f90fbe68ad711dce8'],
    ['transactionsRoot', 'ad94fa81dd7fd36689e1c23be46de5e959be9731c2db8e91968201db5e81a5e9'],
    ['votesRoot', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['stateRoot', '0000000000000000000000000000000000000000000000000000000000000000'],
    ['miner', '027fd0c01ca369a2770fcba9132e991a1e74e8c1b0a2f1c412fedd69a967ac7031'],
    ['nonce', '00000000'],
    [
      'seal',
      'd8b00d89aa50decb6083364a159ccc9750881ff462953b5a57e5d15d0b97fc88527d129ee8998ce5f88f0ce238453d45cc922edbf518e24fc16325d19579f426',
    ],
    ['votes', '0000'],
    ['transactions', '01000000'],
    ['size', 'b100'],
    [
      'transaction',
      'faf2370402e3150edc487e2f6d1ab72d6cfefb222d047031d0d4a6ff911f2ba470d4038ec50000000000b1000000000000000000000010025b83353328478df7f998d52c0aa34bc3ca484c19a5cf5b9484cef48682cd674a60e31600000000000d00706f7572206c6520636166c3a95518b18d2348b16518e89c1d9510a7352c216ada6c371a85035222648f6b084068d2000589a355de061675d981c310e2da5d3010e05d0262232a2ac21c2010cd0000',
    ],
  ],
};

/** Objects in the state at the end of the story: what, key, encoding. */
export const goldenState: readonly (readonly [object: string, key: string, encoding: string])[] = [
  [
    'account of alice',
    '010102e3150edc487e2f6d1ab72d6cfefb222d047031d0d4a6ff911f2ba470d4038ec5',
    'effff45302000000000000000000000000000000000000000100000000000000',
  ],
  [
    'licence of the inspector',
    '020103062881392e38394cc3b3a5b86e47f0965f7fa249df9d942df803171e4f9d419e04',
    '4652110044656d6f20746573742073746174696f6e00000002dd9843c4bd9ceb6795ff6ba7a9d521fab191f256da8615b79f12275def097e5e000000000000000000000000000000000000000000000000000000000000000000000000',
  ],
  [
    'roster of miners',
    '02020a',
    '0400027fd0c01ca369a2770fcba9132e991a1e74e8c1b0a2f1c412fedd69a967ac703102ad427d5e34772bc53e373f1a9b3253aab26948cbd63abbf25dd09266f67905cd03830132354a2f12d6465aa462455f8517a944e3a9cbd46b5a3868ef4459f32a8c03123ed79eeea3c0d5436e6054535b7a590873f9c5cfccecd58c14796cd64b332e',
  ],
  [
    'miners of era 1',
    '020300000001',
    '0400027fd0c01ca369a2770fcba9132e991a1e74e8c1b0a2f1c412fedd69a967ac703102ad427d5e34772bc53e373f1a9b3253aab26948cbd63abbf25dd09266f67905cd03830132354a2f12d6465aa462455f8517a944e3a9cbd46b5a3868ef4459f32a8c03123ed79eeea3c0d5436e6054535b7a590873f9c5cfccecd58c14796cd64b332e',
  ],
  [
    'car',
    '0401574d575850374335303030303030303031',
    '04004d494e490800436f6f7065722053ea074742010600706574726f6c01830001ce0701e204000001040103007265640106004575726f2036030dbf309e27bb2bc28f08c903d6823dee4759be5678ad7776b051cc28a17a9587e64f0000030dbf309e27bb2bc28f08c903d6823dee4759be5678ad7776b051cc28a17a9587014652090041422d3132332d4344010000010058530000010aa9b944713d9a44b642a9065cffbf2ff66e475fc5c84067b6f0ae6d349ac02d03062881392e38394cc3b3a5b86e47f0965f7fa249df9d942df803171e4f9d419e00e02e0000007d500101010000000000000000000000017c2e0000007c50000000000000000000000000007c500100000000000100000001e02e0000007d5001e02e0000007d50017c2e0000007c50000000000000000108520000007d50e02e0000007d5001000000070000001dc55d244ef23ba68caf943bb964aa2fa05ba5f4dbf4de5a9294c469815492a5',
  ],
  ['plate', '04024652414231323343440000000000', '574d575850374335303030303030303031'],
];
