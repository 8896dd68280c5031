/**
 * Cases of Wycheproof's `ecdsa_secp256k1_sha256_p1363`: ECDSA over secp256k1 with SHA-256, signatures as r and s.
 * `highS` marks what Wycheproof calls valid and Carnet refuses, because only the lower of the two forms of s is taken.
 */
export interface WycheproofGroup {
  /** Uncompressed, 65 bytes. */
  readonly publicKey: string;
  readonly cases: readonly (readonly [
    id: number,
    comment: string,
    message: string,
    signature: string,
    result: 'valid' | 'highS' | 'invalid',
  ])[];
}

const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';
const orderLess1 = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140';
const orderMore1 = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142';
const prime = 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f';
const prime1 = 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30';

function small(value: number): string {
  return value.toString(16).padStart(64, '0');
}

const special: readonly (readonly [number, string, string, string])[] = [
  [11, 'r=0 and s=0', small(0), small(0)],
  [12, 'r=0 and s=1', small(0), small(1)],
  [13, 'r=0 and s=n', small(0), order],
  [14, 'r=0 and s=n - 1', small(0), orderLess1],
  [15, 'r=0 and s=n + 1', small(0), orderMore1],
  [16, 'r=0 and s=p', small(0), prime],
  [17, 'r=0 and s=p + 1', small(0), prime1],
  [18, 'r=1 and s=0', small(1), small(0)],
  [19, 'r=1 and s=1', small(1), small(1)],
  [20, 'r=1 and s=n', small(1), order],
  [21, 'r=1 and s=n - 1', small(1), orderLess1],
  [22, 'r=1 and s=n + 1', small(1), orderMore1],
  [23, 'r=1 and s=p', small(1), prime],
  [24, 'r=1 and s=p + 1', small(1), prime1],
  [25, 'r=n and s=0', order, small(0)],
  [26, 'r=n and s=1', order, small(1)],
];

const message = '313233343030';
const text = '4d657373616765';

export const wycheproof: readonly WycheproofGroup[] = [
  {
    publicKey:
      '04b838ff44e5bc177bf21189d0766082fc9d843226887fc9760371100b7ee20a6ff0c9d75bfba7b31a6bca1974496eeb56de357071955d83c4b1badaa0b21832e9',
    cases: [
      [
        1,
        'signature malleability',
        message,
        '813ef79ccefa9a56f7ba805f0e478584fe5f0dd5f567bc09b5123ccbc9832365900e75ad233fcc908509dbff5922647db37c21f4afd3203ae8dc4ae7794b0f87',
        'highS',
      ],
      [
        2,
        'replaced r by r + n',
        message,
        '01813ef79ccefa9a56f7ba805f0e478583b90deabca4b05c4574e49b5899b964a6006ff18a52dcc0336f7af62400a6dd9b810732baf1ff758000d6f613a556eb31ba',
        'invalid',
      ],
      [
        4,
        'replaced r by n - r',
        message,
        '7ec10863310565a908457fa0f1b87a79bc4fcf10b9e0e4320ac021c106b31ddc6ff18a52dcc0336f7af62400a6dd9b810732baf1ff758000d6f613a556eb31ba',
        'invalid',
      ],
      [
        6,
        'replaced r by r + 2**320',
        message,
        '010000000000000000813ef79ccefa9a56f7ba805f0e478584fe5f0dd5f567bc09b5123ccbc98323650000000000000000006ff18a52dcc0336f7af62400a6dd9b810732baf1ff758000d6f613a556eb31ba',
        'invalid',
      ],
      [
        7,
        'replaced s by s + n',
        message,
        '016ff18a52dcc0336f7af62400a6dd9b7fc1e197d8aebe203c96c87232272172fb006ff18a52dcc0336f7af62400a6dd9b810732baf1ff758000d6f613a556eb31ba',
        'invalid',
      ],
      ...special.map(([id, comment, r, s]) => [id, comment, message, r + s, 'invalid'] as const),
      [
        94,
        'special case hash',
        '33343437323533333433',
        'ae7935fb96ff246b7b5d5662870d1ba587b03d6e1360baf47988b5c02ccc1a5b5f00c323272083782d4a59f2dfd65e49de0693627016900ef7e61428056664b3',
        'valid',
      ],
      [
        95,
        'special case hash',
        '333638323634333138',
        '00a134b5c6ccbcefd4c882b945baeb4933444172795fa6796aae149067547098a991b9efa2db276feae1c115c140770901839d87e60e7ec45a2b81cf3b437be6',
        'highS',
      ],
      [
        98,
        'special case hash',
        '34393538383233383233',
        '188a8c5648dc79eace158cf886c62b5468f05fd95f03a7635c5b4c31f09af4c536361a0b571a00c6cd5e686ccbfcfa703c4f97e48938346d0c103fdc76dc5867',
        'valid',
      ],
      [
        103,
        'special case hash',
        '3130363836363535353436',
        '0bf6c0188dc9571cd0e21eecac5fbb19d2434988e9cc10244593ef3a98099f694864a562661f9221ec88e3dd0bc2f6e27ac128c30cc1a80f79ec670a22b042ee',
        'valid',
      ],
      [
        110,
        'special case hash',
        '32373834303235363230',
        '9d54e037a00212b377bc8874798b8da080564bbdf7e07591b861285809d0148818b4e557667a82bd95965f0706f81a29243fbdd86968a7ebeb43069db3b18c7f',
        'valid',
      ],
      [
        114,
        'special case hash',
        '343834323435343235',
        '52c683144e44119ae2013749d4964ef67509278f6d38ba869adcfa69970e123d3479910167408f45bda420a626ec9c4ec711c1274be092198b4187c018b562ca',
        'valid',
      ],
    ],
  },
  {
    publicKey:
      '0407310f90a9eae149a08402f54194a0f7b4ac427bf8d9bd6c7681071dc47dc36226a6d37ac46d61fd600c0bf1bff87689ed117dda6b0e59318ae010a197a26ca0',
    cases: [
      [
        115,
        'k*G has a large x-coordinate',
        message,
        '000000000000000000000000000000014551231950b75fc4402da1722fc9baebfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413e',
        'highS',
      ],
      [
        116,
        'r too large',
        message,
        'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2cfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413e',
        'invalid',
      ],
    ],
  },
  {
    publicKey:
      '04bc97e7585eecad48e16683bc4091708e1a930c683fc47001d4b383594f2c4e22705989cf69daeadd4e4e4b8151ed888dfec20fb01728d89d56b3f38f2ae9c8c5',
    cases: [
      [
        117,
        'r,s are large',
        message,
        'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413ffffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413e',
        'highS',
      ],
    ],
  },
  {
    publicKey:
      '0444ad339afbc21e9abf7b602a5ca535ea378135b6d10d81310bdd8293d1df3252b63ff7d0774770f8fe1d1722fa83acd02f434e4fc110a0cc8f6dddd37d56c463',
    cases: [
      [
        118,
        'r and s^-1 have a large Hamming weight',
        message,
        '7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3e9a7582886089c62fb840cf3b83061cd1cff3ae4341808bb5bdee6191174177',
        'valid',
      ],
    ],
  },
  {
    publicKey:
      '041260c2122c9e244e1af5151bede0c3ae23b54d7c596881d3eebad21f37dd878c5c9a0c1a9ade76737a8811bd6a7f9287c978ee396aa89c11e47229d2ccb552f0',
    cases: [
      [
        119,
        'r and s^-1 have a large Hamming weight',
        message,
        '7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc24238e70b431b1a64efdf9032669939d4b77f249503fc6905feb7540dea3e6d2',
        'valid',
      ],
    ],
  },
  {
    publicKey:
      '041877045be25d34a1d0600f9d5c00d0645a2a54379b6ceefad2e6bf5c2a3352ce821a532cc1751ee1d36d41c3d6ab4e9b143e44ec46d73478ea6a79a5c0e54159',
    cases: [
      [120, 'small r and s', message, small(1) + small(1), 'valid'],
      [121, 'incorrect size of signature', message, '0101', 'invalid'],
    ],
  },
  {
    publicKey:
      '04455439fcc3d2deeceddeaece60e7bd17304f36ebb602adf5a22e0b8f1db46a50aec38fb2baf221e9a8d1887c7bf6222dd1834634e77263315af6d23609d04f77',
    cases: [
      [122, 'small r and s', message, small(1) + small(2), 'valid'],
      [123, 'incorrect size of signature', message, '0102', 'invalid'],
    ],
  },
  {
    publicKey:
      '04d30ca4a0ddb6616c851d30ced682c40f83c62758a1f2759988d6763a88f1c0e503a80d5415650d41239784e8e2fb1235e9fe991d112ebb81186cbf0da2de3aff',
    cases: [
      [130, 'small r and s', message, small(2) + small(3), 'valid'],
      [
        132,
        'r is larger than n',
        message,
        `fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364143${small(3)}`,
        'invalid',
      ],
    ],
  },
  {
    publicKey:
      '0448969b39991297b332a652d3ee6e01e909b39904e71fa2354a7830c7750baf24b4012d1b830d199ccb1fc972b32bfded55f09cd62d257e5e844e27e57a1594ec',
    cases: [
      [
        133,
        's is larger than n',
        message,
        `${small(2)}fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd04917c8`,
        'invalid',
      ],
    ],
  },
  {
    publicKey:
      '0402ef4d6d6cfd5a94f1d7784226e3e2a6c0a436c55839619f38fb4472b5f9ee777eb4acd4eebda5cd72875ffd2a2f26229c2dc6b46500919a432c86739f3ae866',
    cases: [
      [
        134,
        'small r and s^-1',
        message,
        '0000000000000000000000000000000000000000000000000000000000000101c58b162c58b162c58b162c58b162c58a1b242973853e16db75c8a1a71da4d39d',
        'highS',
      ],
    ],
  },
  {
    publicKey:
      '044f8df145194e3c4fc3eea26d43ce75b402d6b17472ddcbb254b8a79b0bf3d9cb2aa20d82844cb266344e71ca78f2ad27a75a09e5bc0fa57e4efd9d465a0888db',
    cases: [
      [
        154,
        'edge case modular inverse',
        message,
        '55555555555555555555555555555554e8e4f44ce51835693ff0ca2ef01215c17c370dc0ce8c59a8b273cba44a7c1191fc3186dc03cab96b0567312df0d0b250',
        'valid',
      ],
    ],
  },
  {
    publicKey:
      '04777c8930b6e1d271100fe68ce93f163fa37612c5fff67f4a62fc3bafaf3d17a9ed73d86f60a51b5ed91353a3b054edc0aa92c9ebcbd0b75d188fdc882791d68d',
    cases: [
      [
        157,
        'edge case modular inverse',
        message,
        '55555555555555555555555555555554e8e4f44ce51835693ff0ca2ef01215c14a1e12831fbe93627b02d6e7f24bccdd6ef4b2d0f46739eaf3b1eaf0ca117770',
        'valid',
      ],
    ],
  },
  {
    publicKey:
      '046e823555452914099182c6b2c1d6f0b5d28d50ccd005af2ce1bba541aa40caff00000001060492d5a5673e0f25d8d50fb7e58c49d86d46d4216955e0aa3d40e1',
    cases: [
      [
        225,
        'y-coordinate of the public key is small',
        text,
        '6d6a4f556ccce154e7fb9f19e76c3deca13d59cc2aeb4ecad968aab2ded4596553b9fa74803ede0fc4441bf683d56c564d3e274e09ccf47390badd1471c05fb7',
        'valid',
      ],
      [
        226,
        'y-coordinate of the public key is small',
        text,
        'aad503de9b9fd66b948e9acf596f0a0e65e700b28b26ec56e6e45e846489b3c4fff223c5d0765447e8447a3f9d31fd0696e89d244422022ff61a110b2a8c2f04',
        'highS',
      ],
    ],
  },
  {
    publicKey:
      '046e823555452914099182c6b2c1d6f0b5d28d50ccd005af2ce1bba541aa40cafffffffffef9fb6d2a5a98c1f0da272af0481a73b62792b92bde96aa1e55c2bb4e',
    cases: [
      [
        230,
        'y-coordinate of the public key is large',
        text,
        '49fc102a08ca47b60e0858cd0284d22cddd7233f94aaffbb2db1dd2cf08425e15b16fca5a12cdb39701697ad8e39ffd6bdec0024298afaa2326aea09200b14d6',
        'valid',
      ],
    ],
  },
  {
    publicKey:
      '04000000013fd22248d64d95f73c29b48ab48631850be503fd00f8468b5f0f70e0f6ee7aa43bc2c6fd25b1d8269241cbdd9dbb0dac96dc96231f430705f838717d',
    cases: [
      [
        231,
        'x-coordinate of the public key is small',
        text,
        '41efa7d3f05a0010675fcb918a45c693da4b348df21a59d6f9cd73e0d831d67abbab52596c1a1d9484296cdc92cbf07e665259a13791a8fe8845e2c07cf3fc67',
        'highS',
      ],
    ],
  },
  {
    publicKey:
      '046d4a7f60d4774a4f0aa8bbdedb953c7eea7909407e3164755664bc2800000000e659d34e4df38d9e8c9eaadfba36612c769195be86c77aac3f36e78b538680fb',
    cases: [
      [
        240,
        "x-coordinate of the public key has many trailing 0's",
        text,
        '176a2557566ffa518b11226694eb9802ed2098bfe278e5570fe1d5d7af18a943ed6e2095f12a03f2eaf6718f430ec5fe2829fd1646ab648701656fd31221b97d',
        'highS',
      ],
    ],
  },
];
