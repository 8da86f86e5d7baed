export const driverName = 'disk.csi.example.com'
