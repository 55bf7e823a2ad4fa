p='tests/execution/_market.ts'
s=open(p).read()
s=s.replace('''  const times = [firstNs + (1.3 * random() - 0.15) * lengthNs, firstNs + (1.3 * random() - 0.15) * lengthNs]
''','''  const times = [firstNs + (0.6 * random() - 0.1) * lengthNs, firstNs + (0.3 + 0.8 * random()) * lengthNs]
''')
s=s.replace("mostRows = 60","mostRows = 120")
open(p,'w').write(s)
